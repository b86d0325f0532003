(async () => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const carried = await windlass.carried();
  if (carried === null) {
    return;
  }
  const { data, columns, every } = carried;
  const { dateOf, number, plain, short, safe, maybe } = windlass.words;
  const { grid, front, starts, stepDays, shown, DAY, tripAt, listed, value, measured } = windlass.rows(carried);

  // ----- filters: a limit on length leaves a row its cheapest trip within it
  const { given, checked, named } = windlass.filters(carried);
  let limitDays = null;
  const filtered = () => {
    const { most, least } = windlass;
    const [dv, days, low, high, faint, code] = ["f-dv", "f-days", "f-low", "f-high", "f-h", "f-u"].map(given);
    const [called, sure] = [named(), checked("f-sure")];
    const classes = new Set([...at("filters").querySelectorAll("[name=cls]:checked")].map((box) => box.value));
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
      return called(k) && classes.has(value.cls(k)) && most(front.dv[p] / 1000, dv)
        && least(data.size[k], low) && most(data.size[k], high)
        && most(data.h[k] === null ? null : data.h[k] / 100, faint) && most(data.u[k], code)
        && (!sure || value.mark(k) === "");
    });
  };
  const note = () => maybe(limitDays, (days) => ` Δv, dates and lengths are those of the cheapest trip of at most ${plain(days)} days.`, "");
  const markCell = (k) => {
    const mark = value.mark(k);
    return windlass.judged(mark === "", mark === "" ? "certifies" : "screening only", mark);
  };

  // ----- population: the rows that pass the filters
  const hover = (k) => `<b>${safe(data.name[k])}</b><br>Δv ${number(value.dv(k), 3)} km/s<br>`
    + `launch ${dateOf(value.launch(k))}, ${plain(value.duration(k))} days<br>`
    + `${short(data.size[k])} m${measured(k) ? ", measured" : ""}, viable trips ${plain(data.trips[k])}`;
  const fixed = {};
  const showPopulation = (rows, chosen) => {
    const spec = windlass.spec("chart-population");
    if (!spec) {
      return;
    }
    const drawn = rows.filter((k) => data.size[k] !== null).slice(0, data.most);
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

  // ----- the chosen asteroid
  const speed = (x) => maybe(x, (v) => `${number(v / 1000, 3)} km/s`);
  const factsOf = (k) => {
    const [size, low, high, u, error, span] = [data.size, data.low, data.high, data.u, data.error, data.until].map((list) => list[k]);
    const [cls, precision, source, mark, state] = ["cls", "precision", "source", "mark", "state"].map((key) => listed(key, k));
    const reaches = span === null ? state : `${state}: ${span[0]} to ${span[1]}`;
    return {
      ...windlass.asteroid({
        size, low, high, u, error, cls, precision, source, mark, measured: measured(k),
        h: data.h[k] === null ? null : data.h[k] / 100, a: data.a[k] / 1e4, e: data.e[k] / 1e4, i: data.i[k] / 100,
      }),
      state: reaches === "whole" ? "over the whole span" : reaches,
      sh: maybe(data.sh[k], (x) => `${number(x / 1000, 2)} km/s`, "not told"),
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
  const show = (k) => {
    showFront(k);
    showMap(k);
    return {
      facts: factsOf(k),
      cheap: tripOf(k, starts[k + 1] - 1, data.burns[""]),
      fast: tripOf(k, starts[k], data.burns.fast_),
    };
  };
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

  windlass.rowsTable({
    data, columns, every, value, measured, filtered, note, show,
    cells: { mark: markCell }, whole: plain, falling: ["trips"],
    draw: showPopulation, clicked: ["chart-population"],
    saved: [
      ["designation", designation],
      ["size_low_m", (k) => data.low[k]],
      ["size_high_m", (k) => data.high[k]],
      ["size_basis", (k) => listed("basis", k)],
      ["h", (k) => (data.h[k] === null ? null : data.h[k] / 100)],
      ["precision", (k) => listed("precision", k)],
      ["ephemeris_error_m", (k) => data.error[k]],
    ],
  });
})();
