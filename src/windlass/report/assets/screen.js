(async () => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const columns = JSON.parse(at("screen-columns").textContent);
  const found = at("found");
  let data;
  try {
    data = await windlass.unpack(at("screen-data").textContent);
  } catch (error) {
    found.textContent = "This browser cannot open the rows of this page; they stand in rows.parquet beside it.";
    return;
  }
  const {
    grid, front, starts, stepDays, every, shown, DAY,
    dateOf, tripAt, listed, value, number, plain, metres, measured,
  } = windlass.rows(data);
  const total = every.length;

  // ----- filters
  const form = at("filters");
  const given = (id) => (at(id).value.trim() === "" ? null : Number(at(id).value));
  const simple = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const names = every.map((k) => simple(`${data.name[k]} ${data.designation[k]}`));
  let rows = every;
  let limitDays = null;
  const filtered = () => {
    const text = simple(at("f-text").value);
    const [dv, days, low, high, faint, code] = ["f-dv", "f-days", "f-low", "f-high", "f-h", "f-u"].map(given);
    const sure = at("f-sure").checked;
    const classes = new Set([...form.querySelectorAll("[name=cls]:checked")].map((box) => box.value));
    limitDays = days;
    return every.filter((k) => {
      let p = starts[k + 1] - 1;
      while (days !== null && p >= starts[k] && grid.shortest_d + stepDays * front.n[p] > days + 1e-9) {
        p -= 1;
      }
      if (p < starts[k]) {
        return false;
      }
      shown[k] = p;
      const size = data.size[k];
      return names[k].includes(text) && classes.has(value.cls(k))
        && (dv === null || front.dv[p] / 1000 <= dv)
        && (low === null || (size !== null && size >= low))
        && (high === null || (size !== null && size <= high))
        && (faint === null || (data.h[k] !== null && data.h[k] / 100 <= faint))
        && (code === null || (data.u[k] !== null && data.u[k] <= code))
        && (!sure || value.mark(k) === "");
    });
  };

  // ----- order: what is not known stands last either way
  let by = "dv";
  let down = false;
  const sorted = (list) => {
    const told = value[by];
    const keys = new Map(list.map((k) => [k, told(k)]));
    const word = new Intl.Collator("en", { numeric: true });
    return [...list].sort((p, q) => {
      const a = keys.get(p);
      const b = keys.get(q);
      if (a === null || b === null) {
        return (a === null) - (b === null) || p - q;
      }
      const way = typeof a === "string" ? word.compare(a, b) : a - b;
      return (down ? -way : way) || p - q;
    });
  };

  // ----- table
  const element = (tag, words, kind) => {
    const made = document.createElement(tag);
    made.textContent = words;
    if (kind) {
      made.className = kind;
    }
    return made;
  };
  const cellOf = (column, k) => {
    const x = value[column.key](k);
    if (column.key === "mark") {
      const cell = element("td", x === "" ? "certifies" : "screening only", x === "" ? "yes" : "off");
      if (x !== "") {
        cell.append(element("span", x.split(": ")[1], "why"));
      }
      return cell;
    }
    if (x === null) {
      return element("td", "–", "num off");
    }
    if (column.kind === "size") {
      const cell = element("td", metres(x), "num");
      cell.append(element("span", measured(k) ? "measured" : `${metres(data.low[k])} – ${metres(data.high[k])}`, "range"));
      return cell;
    }
    if (column.kind === "date") {
      return element("td", dateOf(x), "num");
    }
    if (column.kind === "number") {
      return element("td", column.digits ? number(x, column.digits) : plain(x), "num");
    }
    return element("td", x);
  };
  const body = at("rows").tBodies[0];
  let page = 0;
  let chosen = 0;
  const perPage = () => Number(at("page-rows").value);
  const pages = () => Math.max(1, Math.ceil(rows.length / perPage()));
  const showRows = () => {
    page = Math.min(Math.max(page, 0), pages() - 1);
    const part = rows.slice(page * perPage(), (page + 1) * perPage());
    body.replaceChildren(...part.map((k) => {
      const line = document.createElement("tr");
      line.dataset.row = k;
      if (k === chosen) {
        line.setAttribute("aria-current", "true");
      }
      const head = document.createElement("th");
      head.scope = "row";
      const pick = element("button", data.name[k], "pick");
      pick.type = "button";
      head.append(pick);
      line.append(head, ...columns.slice(1).map((column) => cellOf(column, k)));
      return line;
    }));
    const first = rows.length ? page * perPage() + 1 : 0;
    at("page-of").textContent = `${plain(first)}–${plain(page * perPage() + part.length)} of ${plain(rows.length)}`;
    document.querySelectorAll("[data-page]").forEach((button) => {
      const start = button.dataset.page === "first" || button.dataset.page === "back";
      button.disabled = start ? page === 0 : page === pages() - 1;
    });
    document.querySelectorAll("#rows th[data-col]").forEach((head) => {
      if (head.dataset.col === by) {
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    const kept = limitDays === null ? "" : ` Δv, dates and lengths are those of the cheapest trip of at most ${plain(limitDays)} days.`;
    found.textContent = `${plain(rows.length)} of ${plain(total)} asteroids shown.${kept}`;
  };

  // ----- population: the rows that pass the filters
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const hover = (k) => `<b>${safe(data.name[k])}</b><br>Δv ${number(value.dv(k), 3)} km/s<br>`
    + `launch ${dateOf(value.launch(k))}, ${plain(value.duration(k))} days<br>`
    + `${metres(data.size[k])} m${measured(k) ? ", measured" : ""}, viable trips ${plain(data.trips[k])}`;
  const showPopulation = () => {
    const spec = windlass.spec("chart-population");
    if (!spec) {
      return;
    }
    const drawn = sorted(rows).filter((k) => data.size[k] !== null).slice(0, data.most);
    const traces = spec.data.map((trace) => {
      const of = trace.meta
        ? drawn.filter((k) => value.cls(k) === trace.meta[0] && (value.mark(k) === "") === trace.meta[1])
        : [chosen].filter((k) => data.size[k] !== null);
      return {
        ...trace, x: of.map((k) => data.size[k]), y: of.map((k) => value.dv(k)),
        text: of.map(hover), customdata: of, showlegend: of.length > 0,
        hoverinfo: trace.meta ? undefined : "skip", hovertemplate: trace.meta ? trace.hovertemplate : undefined,
      };
    });
    const y = spec.layout.yaxis;
    fixed.range = fixed.range || y.range;
    const yaxis = { ...y, range: limitDays === null ? fixed.range : undefined, autorange: limitDays !== null };
    windlass.draw("chart-population", { ...spec, data: traces, layout: { ...spec.layout, yaxis } });
  };
  const fixed = {};
  // Thousands of marks take a while: they follow once a person pauses.
  let waiting = 0;
  const populationLater = () => {
    clearTimeout(waiting);
    waiting = setTimeout(showPopulation, 200);
  };

  // ----- the chosen asteroid
  const speed = (x) => (x === null ? "–" : `${number(x / 1000, 3)} km/s`);
  const factsOf = (k) => {
    const size = data.size[k];
    const state = listed("state", k);
    const span = data.until[k];
    const reaches = span === null ? state : `${state}: ${span[0]} to ${span[1]}`;
    const basis = measured(k) ? "measured" : `from the magnitude; ${metres(data.low[k] || 0)} to ${metres(data.high[k] || 0)} m by albedo`;
    return {
      cls: value.cls(k),
      size: size === null ? "not known" : `${metres(size)} m, ${basis}`,
      h: data.h[k] === null ? "not known" : number(data.h[k] / 100, 2),
      elements: `a ${number(data.a[k] / 1e4, 4)} au, e ${number(data.e[k] / 1e4, 4)}, i ${number(data.i[k] / 100, 2)}°`,
      u: data.u[k] === null ? "not told" : `${data.u[k]}`,
      precision: `${listed("precision", k)}${listed("source", k) ? `; source ${listed("source", k)}` : ""}`,
      mark: value.mark(k) || "certifies",
      state: reaches === "whole" ? "over the whole span" : reaches,
      error: data.error[k] === null ? "not known" : `${plain(data.error[k] / 1000)} km, apart from the orbit's own error`,
      sh: data.sh[k] === null ? "not told" : `${number(data.sh[k] / 1000, 2)} km/s`,
      trips: plain(data.trips[k]),
    };
  };
  const tripOf = (k, p, burns) => {
    const trip = tripAt(p);
    const after = (days) => dateOf(trip.launch + DAY * days);
    const cost = burns.map((list) => list[k]);
    const [park, arrive, leave, brake, entry] = grid.returns ? cost : [...cost.slice(0, 2), null, null, null];
    return {
      launch: dateOf(trip.launch), arrival: after(trip.out), out: `${plain(trip.out)} d`,
      departure: after(trip.out + trip.stay), stay: `${plain(trip.stay || 0)} d`,
      home: after(trip.days), back: `${plain(trip.back || 0)} d`, days: `${plain(trip.days)} d`,
      park: speed(park), arrive: speed(arrive), leave: speed(leave), brake: speed(brake), dv: speed(trip.dv),
      c3: `${number(cost[cost.length - 1] / 1000, 3)} km²/s²`, entry: speed(entry),
      revs: grid.returns ? `${trip.revsOut} out, ${trip.revsBack} back` : `${trip.revsOut}`,
    };
  };
  const fill = (parts) => {
    document.querySelectorAll("[data-fill]").forEach((box) => {
      const [group, key] = box.dataset.fill.split(".");
      box.textContent = key ? parts[group][key] : parts.facts[group];
    });
  };
  const blank = { front: windlass.spec("chart-front"), map: windlass.spec("chart-porkchop") };
  const point = (p) => {
    const trip = tripAt(p);
    const legs = grid.returns ? `<br>out ${plain(trip.out)}, stay ${plain(trip.stay)}, back ${plain(trip.back)} days` : "";
    return { x: trip.days, y: trip.dv / 1000, text: `${plain(trip.days)} days, Δv ${number(trip.dv / 1000, 3)} km/s<br>launch ${dateOf(trip.launch)}${legs}` };
  };
  const traceOf = (trace, points) => ({ ...trace, x: points.map((one) => one.x), y: points.map((one) => one.y), text: points.map((one) => one.text), hovertemplate: "%{text}<extra></extra>" });
  const showFront = (k) => {
    const all = [];
    for (let p = starts[k]; p < starts[k + 1]; p += 1) {
      all.push(point(p));
    }
    const [line, cheap, fast] = blank.front.data;
    const only = all.length > 1 ? [traceOf(fast, all.slice(0, 1))] : [];
    const traces = [traceOf(line, all), traceOf(cheap, all.slice(-1)), ...only];
    windlass.draw("chart-front", { ...blank.front, data: traces });
  };
  const designation = (k) => data.designation[k] || data.name[k];
  const showMap = (k) => {
    const held = data.porkchops[designation(k)];
    at("map").hidden = !held;
    const beside = data.pages[designation(k)];
    at("map-link").hidden = !beside;
    at("map-link").firstElementChild.href = beside || "#details";
    at("map-command").textContent = `windlass screen porkchop ${data.run} "${designation(k)}"`;
    if (!held) {
      const many = Object.keys(data.porkchops).length;
      at("map-note").textContent = many ? `This page carries the porkchops of the ${many} cheapest asteroids alone.` : "This page carries no porkchops.";
      return;
    }
    const [n, m] = held.block;
    at("map-note").textContent = (n * m > 1 ? `Each cell drawn is the cheapest of ${n} × ${m} (launches × lengths), Δv` : "Δv")
      + ` in steps of ${held.step / 1000} km/s.`
      + (held.agrees ? "" : " The screen was made by another version of Windlass: its row tells another Δv than this map.");
    const [map, mark] = blank.map.data;
    const [least, cap] = [held.least / 1000, held.cap / 1000];
    const ticks = Array.from({ length: 6 }, (_, i) => least + ((cap - least) * i) / 5);
    const best = point(starts[k + 1] - 1);
    const launch = dateOf(tripAt(starts[k + 1] - 1).launch);
    const heat = {
      ...map, x: held.x.map(dateOf), y: held.y, zmin: least, zmax: cap,
      z: held.z.map((line) => line.map((x) => (x < 0 ? null : least + (x * held.step) / 1000))),
      colorbar: { ...map.colorbar, tickvals: ticks, ticktext: ticks.map((x, i) => (i === 5 && held.capped ? "≥ " : "") + x.toFixed(2)) },
    };
    const star = { ...mark, name: `cheapest: launch ${launch}, ${plain(best.x)} days`, showlegend: true, x: [launch], y: [best.x], text: [best.text] };
    windlass.draw("chart-porkchop", { ...blank.map, data: [heat, star] });
  };
  const showEnds = () => {
    const place = rows.indexOf(chosen);
    at("before").disabled = place <= 0;
    at("after").disabled = place < 0 || place === rows.length - 1;
  };
  const choose = (k, go) => {
    chosen = k;
    at("details").hidden = false;
    at("details-title").textContent = data.name[k];
    const last = starts[k + 1] - 1;
    fill({ facts: factsOf(k), cheap: tripOf(k, last, data.burns[""]), fast: tripOf(k, starts[k], data.burns.fast_) });
    showFront(k);
    showMap(k);
    const place = rows.indexOf(k);
    showEnds();
    if (place >= 0 && go !== "table") {
      page = Math.floor(place / perPage());
    }
    showRows();
    populationLater();
    if (go) {
      at("details-title").focus({ preventScroll: true });
      at("details").scrollIntoView({ block: "start" });
    }
  };

  // ----- what a person does
  const refresh = (start) => {
    rows = sorted(filtered());
    page = start ? 0 : page;
    showRows();
  };
  const change = () => {
    refresh(true);
    showEnds();
    populationLater();
  };
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(change, 0));
  at("rows").tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) {
      down = by === button.dataset.sort ? !down : button.dataset.sort === "trips";
      by = button.dataset.sort;
      refresh(true);
    }
  });
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (line && !String(window.getSelection())) {
      choose(Number(line.dataset.row), "table");
    }
  });
  body.addEventListener("keydown", (event) => {
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = way && event.target.closest("tr")[way];
    if (next) {
      event.preventDefault();
      next.querySelector(".pick").focus();
    }
  });
  document.querySelectorAll("[data-page]").forEach((button) => button.addEventListener("click", () => {
    page = { first: 0, back: page - 1, on: page + 1, last: pages() - 1 }[button.dataset.page];
    showRows();
  }));
  at("page-rows").addEventListener("change", () => refresh(true));
  at("before").addEventListener("click", () => choose(rows[rows.indexOf(chosen) - 1]));
  at("after").addEventListener("click", () => choose(rows[rows.indexOf(chosen) + 1]));
  at("copy").addEventListener("click", async () => {
    const text = at("map-command").textContent;
    try {
      await navigator.clipboard.writeText(text);
      at("copy").textContent = "Copied";
    } catch (error) {
      window.getSelection().selectAllChildren(at("map-command"));
      at("copy").textContent = "Marked: copy it";
    }
    setTimeout(() => { at("copy").textContent = "Copy"; }, 2000);
  });

  // ----- the rows shown, as CSV: plain numbers, units in the names
  const csvColumns = () => {
    const unit = { "km/s": "_km_s", days: "_d", m: "_m", TDB: "_tdb" };
    const told = columns.map((one) => [
      `${one.key === "name" ? "asteroid" : one.key}${unit[one.unit] || ""}`,
      (k) => (one.kind === "date" ? dateOf(value[one.key](k)) : one.key === "mark" ? value.mark(k) : value[one.key](k)),
    ]);
    return [
      ...told,
      ["designation", designation],
      ["size_low_m", (k) => data.low[k]],
      ["size_high_m", (k) => data.high[k]],
      ["size_basis", (k) => listed("basis", k)],
      ["h", (k) => (data.h[k] === null ? null : data.h[k] / 100)],
      ["precision", (k) => listed("precision", k)],
      ["ephemeris_error_m", (k) => data.error[k]],
    ];
  };
  const quoted = (x) => (x === null ? "" : /[",\n]/.test(String(x)) ? `"${String(x).replace(/"/g, '""')}"` : String(x));
  at("csv").addEventListener("click", () => {
    const told = csvColumns();
    const lines = [told.map(([name]) => name), ...rows.map((k) => told.map(([, of]) => of(k)))];
    const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `${data.run}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  refresh(true);
  choose(rows[0]);
  clearTimeout(waiting);
  showPopulation();
  const box = at("chart-population");
  if (box && box.on) {
    box.on("plotly_click", (event) => {
      const one = event.points[0];
      if (typeof one.customdata === "number") {
        choose(one.customdata, "chart");
      }
    });
  }
  const goal = location.hash && at(decodeURIComponent(location.hash.slice(1)));
  if (goal) {
    goal.scrollIntoView();
  }
  document.documentElement.dataset.ready = "yes";
})();
