(async () => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const columns = JSON.parse(at("screen-columns").textContent);
  let data;
  try {
    data = await windlass.unpack(at("screen-data").textContent);
  } catch (error) {
    at("found").textContent = "This browser cannot open the rows of this page; they stand in rows.parquet beside it.";
    return;
  }
  const every = Array.from(data.name, (_, k) => k);
  const J2000_MS = Date.UTC(2000, 0, 1, 12);
  const DAY_MS = 86400000;
  const dateOf = (seconds) => new Date(Math.round((J2000_MS + seconds * 1000) / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  const number = (x, digits) => x.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const plain = (x) => Number(x.toFixed(2)).toLocaleString("en");
  const short = (x) => x.toLocaleString("en", { maximumSignificantDigits: 3 });
  const designation = (k) => data.designation[k] || data.name[k];
  const value = Object.fromEntries(columns.map((one) => [one.key, (k) => data[one.key][k]]));

  // ----- filters and order; what is not known stands last either way
  const form = at("filters");
  const given = (id) => (!at(id) || at(id).value.trim() === "" ? null : Number(at(id).value));
  const checked = (id) => at(id) !== null && at(id).checked;
  const simple = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const names = every.map((k) => simple(`${data.name[k]} ${data.designation[k]}`));
  const most = (x, limit) => limit === null || (x !== null && x <= limit);
  const filtered = () => {
    const text = simple(at("f-text").value);
    const [dv, days, low, code] = ["f-dv", "f-days", "f-low", "f-u"].map(given);
    const [sure, one] = ["f-sure", "f-one"].map(checked);
    return every.filter((k) => names[k].includes(text)
      && most(one ? data.one[k] : data.dv[k], dv) && most(data.total[k], days) && most(data.u[k], code)
      && (low === null || (data.size[k] !== null && data.size[k] >= low))
      && (!sure || data.known[k]) && (!one || data.one[k] !== null));
  };
  let by = "dv";
  let down = false;
  const sorted = (list) => {
    const word = new Intl.Collator("en", { numeric: true });
    return [...list].sort((p, q) => {
      const [a, b] = [value[by](p), value[by](q)];
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
  const knownCell = (k) => {
    const cell = element("td", data.known[k] ? "known well" : "not known well", data.known[k] ? "yes" : "off");
    if (data.mark[k]) {
      cell.append(element("span", data.mark[k].split(": ")[1], "why"));
    }
    return cell;
  };
  const sizeCell = (k) => {
    const cell = element("td", short(data.size[k]), "num");
    const measured = data.basis[k] === "measured";
    cell.append(element("span", measured ? "measured" : `${short(data.low[k])} – ${short(data.high[k])}`, "range"));
    return cell;
  };
  const cellOf = (column, k) => {
    const x = value[column.key](k);
    if (column.key === "known") {
      return knownCell(k);
    }
    if (x === null) {
      return element("td", "–", "num off");
    }
    if (column.key === "size") {
      return sizeCell(k);
    }
    const words = { date: () => dateOf(x), size: () => short(x), text: () => x };
    const told = words[column.kind] || (() => (column.digits ? number(x, column.digits) : plain(Math.round(x))));
    return element("td", told(), column.kind === "text" ? "" : "num");
  };
  const body = at("rows").tBodies[0];
  let rows = every;
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
    at("found").textContent = `${plain(rows.length)} of ${plain(every.length)} asteroids shown.`;
  };

  // ----- charts
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const hover = (k) => `<b>${safe(data.name[k])}</b><br>Δv ${number(data.dv[k], 1)} m/s<br>departs ${dateOf(data.depart[k])}<br>`
    + `${plain(Math.round(data.total[k]))} days to ${safe(data.target[k])}`;
  const groupOf = (k) => (/^L[12]/.exec(data.target[k]) || ["other"])[0];
  const places = { date: (k) => dateOf(data.depart[k]), days: (k) => data.total[k] };
  const showPopulation = () => Object.entries(places).forEach(([name, place]) => {
    const spec = windlass.spec(`chart-all-${name}`);
    const traces = spec.data.map((trace) => {
      const of = trace.meta
        ? rows.filter((k) => groupOf(k) === trace.meta[0] && data.known[k] === trace.meta[1]) : [chosen];
      return {
        ...trace, x: of.map(place), y: of.map((k) => data.dv[k]), text: of.map(hover), customdata: of,
        showlegend: of.length > 0,
      };
    });
    windlass.draw(`chart-all-${name}`, { ...spec, data: traces });
  });
  let waiting = 0;
  const populationLater = () => {
    clearTimeout(waiting);
    waiting = setTimeout(showPopulation, 200);
  };
  const blank = Object.fromEntries(["ways-date", "ways-days", "mass"].map((key) => [key, windlass.spec(`chart-${key}`)]));
  const showWays = (k) => {
    const way = data.way[k];
    const all = Array.from(way.depart, (_, p) => p);
    const dv = (p) => way.dv1[p] + way.dv2[p];
    const told = (p) => `Δv ${number(dv(p), 1)} m/s = ${number(way.dv1[p], 1)} + ${number(way.dv2[p], 1)}<br>departs ${dateOf(way.depart[p])}<br>`
      + `${plain(Math.round(way.total[p]))} days to ${safe(way.target[p])}`;
    const groups = [
      all.filter((p) => !way.front[p] && !way.alone[p]),
      all.filter((p) => way.alone[p]),
      all.filter((p) => way.front[p]).sort((p, q) => way.total[p] - way.total[q]),
    ];
    const x = { date: (p) => dateOf(way.depart[p]), days: (p) => way.total[p] };
    Object.entries(x).forEach(([name, place]) => {
      const spec = blank[`ways-${name}`];
      const traces = spec.data.map((trace, n) => ({
        ...trace, x: groups[n].map(place), y: groups[n].map(dv), text: groups[n].map(told), showlegend: groups[n].length > 0,
      }));
      // one impulse is told even where the way is on the front: its mark lies above
      windlass.draw(`chart-ways-${name}`, { ...spec, data: [traces[0], traces[2], traces[1]] });
    });
  };
  const showMass = (k) => {
    const { total, mass, dv, depart } = data.curve[k];
    at("mass-box").hidden = total.length === 0;
    at("mass-none").hidden = total.length > 0;
    if (total.length) {
      const text = total.map((days, p) => `${short(mass[p])} t in ${plain(Math.round(days))} days<br>departs ${dateOf(depart[p])}, Δv ${number(dv[p], 1)} m/s`);
      windlass.draw("chart-mass", { ...blank.mass, data: [{ ...blank.mass.data[0], x: total, y: mass, text }] });
    }
  };

  // ----- the chosen asteroid
  const metres = (k) => {
    if (data.size[k] === null) {
      return "not known";
    }
    return `${short(data.size[k])} m, ${data.basis[k] === "measured" ? "measured" : `from the magnitude; ${short(data.low[k])} to ${short(data.high[k])} m by albedo`}`;
  };
  const maybe = (x, say, none = "–") => (x === null ? none : say(x));
  const factsOf = (k) => ({
    size: metres(k), cls: data.cls[k], h: maybe(data.h[k], (x) => number(x, 2), "not known"),
    elements: `a ${number(data.a[k], 4)} au, e ${number(data.e[k], 4)}, i ${number(data.i[k], 2)}°`,
    u: maybe(data.u[k], String, "not told") + (data.known[k] ? ", known well enough" : ", not known well enough"),
    precision: data.precision[k] + (data.source[k] ? `; source ${data.source[k]}` : ""),
    mark: data.mark[k] || "certifies", state: data.state[k],
    error: maybe(data.error[k], (x) => `${plain(x / 1000)} km, apart from the orbit's own error`, "not known"),
    ways: plain(data.ways[k]),
    bound: maybe(data.bound[k], (x) => `${number(x, 1)} m/s`, "not asked"),
    exact: maybe(data.exact[k], (x) => `${number(x, 1)} m/s`, "not worked out here"),
  });
  const speed = (x) => maybe(x, (v) => `${number(v, 2)} m/s`);
  const days = (x) => maybe(x, (d) => `${plain(Math.round(d))} d`);
  const day = (x) => maybe(x, dateOf);
  const limits = { thrust: "thrust limits it", propellant: "propellant limits it" };
  const massOf = (k) => maybe(data.mass[k], (x) => (x > 0 ? `${short(x)} t; ${limits[data.limit[k]] || ""}` : "nothing"), "no limit");
  const wayOf = (k) => ({
    depart: day(data.depart[k]), dv1: speed(data.dv1[k]), join: day(data.join[k]), dv2: speed(data.dv2[k]), dv: speed(data.dv[k]),
    tof: days(data.tof[k]), section: day(data.section[k]), orbit: day(data.orbit[k]), total: days(data.total[k]),
    target: data.target[k], jacobi: maybe(data.jacobi[k], (x) => number(x, 6)), period: days(data.period[k]),
    reach: maybe(data.far[k], (x) => `${number(data.near[k] / 1e9, 2)} to ${number(x / 1e9, 2)} million km`, "not worked out here"),
    one: data.one[k] === null ? "none found" : `${number(data.one[k], 2)} m/s, departs ${dateOf(data.singleDepart[k])}, ${data.single[k]}`,
    mass: massOf(k), most: maybe(data.most[k], (x) => `${short(x)} t`), vinf: speed(data.vinf[k]), revs: maybe(data.revs[k], String),
  });
  const fill = (parts) => document.querySelectorAll("[data-fill]").forEach((box) => {
    const [group, key] = box.dataset.fill.split(".");
    box.textContent = parts[group][key];
  });
  const choose = (k, go) => {
    chosen = k;
    at("details").hidden = false;
    at("details-title").textContent = data.name[k];
    fill({ facts: factsOf(k), way: wayOf(k) });
    showWays(k);
    showMass(k);
    const place = rows.indexOf(k);
    at("before").disabled = place <= 0;
    at("after").disabled = place < 0 || place === rows.length - 1;
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
    const place = rows.indexOf(chosen);
    at("before").disabled = place <= 0;
    at("after").disabled = place < 0 || place === rows.length - 1;
    populationLater();
  };
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(change, 0));
  at("rows").tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) {
      down = by === button.dataset.sort ? !down : button.dataset.sort === "mass" || button.dataset.sort === "most";
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
  document.querySelectorAll("[data-page]").forEach((button) => button.addEventListener("click", () => {
    page = { first: 0, back: page - 1, on: page + 1, last: pages() - 1 }[button.dataset.page];
    showRows();
  }));
  at("page-rows").addEventListener("change", () => refresh(true));
  at("before").addEventListener("click", () => choose(rows[rows.indexOf(chosen) - 1]));
  at("after").addEventListener("click", () => choose(rows[rows.indexOf(chosen) + 1]));

  // ----- the rows shown, as CSV: plain numbers, units in the names
  const unit = { "m/s": "_m_s", days: "_d", m: "_m", t: "_t", TDB: "_tdb" };
  const told = [
    ...columns.map((one) => [
      `${one.key === "name" ? "asteroid" : one.key}${unit[one.unit] || ""}`,
      (k) => (one.kind === "date" ? dateOf(data[one.key][k]) : one.key === "known" ? (data.known[k] ? "well" : "not well") : data[one.key][k]),
    ]),
    ["designation", designation],
    ["mark", (k) => data.mark[k]],
    ["precision", (k) => data.precision[k]],
    ["ephemeris_error_m", (k) => data.error[k]],
  ];
  const quoted = (x) => (x === null ? "" : /[",\n]/.test(String(x)) ? `"${String(x).replace(/"/g, '""')}"` : String(x));
  at("csv").addEventListener("click", () => {
    const lines = [told.map(([name]) => name), ...rows.map((k) => told.map(([, of]) => of(k)))];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = `${data.run}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  refresh(true);
  choose(rows[0]);
  clearTimeout(waiting);
  showPopulation();
  ["date", "days"].forEach((name) => at(`chart-all-${name}`).on("plotly_click", (event) => {
    const one = event.points[0];
    if (typeof one.customdata === "number") {
      choose(one.customdata, "chart");
    }
  }));
  const goal = location.hash && at(decodeURIComponent(location.hash.slice(1)));
  if (goal) {
    goal.scrollIntoView();
  }
  document.documentElement.dataset.ready = "yes";
})();
