(async () => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const carried = await windlass.carried();
  if (carried === null) {
    return;
  }
  const { data, columns, every } = carried;
  const { dateOf, number, plain, short, safe, maybe } = windlass.words;
  const value = Object.fromEntries(columns.map((one) => [one.key, (k) => data[one.key][k]]));
  const measured = (k) => data.basis[k] === "measured";

  // ----- filters
  const { given, checked, named } = windlass.filters(carried);
  const filtered = () => {
    const { most, least } = windlass;
    const [dv, days, low, code] = ["f-dv", "f-days", "f-low", "f-u"].map(given);
    const [called, sure, one] = [named(), checked("f-sure"), checked("f-one")];
    return every.filter((k) => called(k)
      && most(one ? data.one[k] : data.dv[k], dv) && most(data.total[k], days) && most(data.u[k], code)
      && least(data.size[k], low) && (!sure || data.known[k]) && (!one || data.one[k] !== null));
  };
  const knownCell = (k) => windlass.judged(data.known[k], data.known[k] ? "known well" : "not known well", data.mark[k]);

  // ----- charts
  const hover = (k) => `<b>${safe(data.name[k])}</b><br>Δv ${number(data.dv[k], 1)} m/s<br>departs ${dateOf(data.depart[k])}<br>`
    + `${plain(Math.round(data.total[k]))} days to ${safe(data.target[k])}`;
  const groupOf = (k) => (/^L[12]/.exec(data.target[k]) || ["other"])[0];
  const places = { date: (k) => dateOf(data.depart[k]), days: (k) => data.total[k] };
  const showPopulation = (rows, chosen) => Object.entries(places).forEach(([name, place]) => {
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
  const own = ["size", "low", "high", "h", "a", "e", "i", "u", "cls", "precision", "source", "mark", "error"];
  const factsOf = (k) => {
    const told = windlass.asteroid({ ...Object.fromEntries(own.map((key) => [key, data[key][k]])), measured: measured(k) });
    return {
      ...told,
      u: told.u + (data.known[k] ? ", known well enough" : ", not known well enough"),
      state: data.state[k],
      ways: plain(data.ways[k]),
      bound: maybe(data.bound[k], (x) => `${number(x, 1)} m/s`, "not asked"),
      table: maybe(data.table[k], (x) => `${number(x, 1)} m/s`, "no table was searched"),
    };
  };
  const speed = (x) => maybe(x, (v) => `${number(v, 2)} m/s`);
  const days = (x) => maybe(x, (d) => `${plain(Math.round(d))} d`);
  const day = (x) => maybe(x, dateOf);
  const limits = { thrust: "thrust limits it", propellant: "propellant limits it" };
  const massOf = (k) => maybe(data.mass[k], (x) => (x > 0 ? `${short(x)} t; ${limits[data.limit[k]] || ""}` : "nothing"), "no limit");
  const wayOf = (k) => ({
    depart: day(data.depart[k]), dv1: speed(data.dv1[k]), join: day(data.join[k]), dv2: speed(data.dv2[k]), dv: speed(data.dv[k]),
    tof: days(data.tof[k]), section: day(data.section[k]), orbit: day(data.orbit[k]), total: days(data.total[k]),
    target: data.target[k], jacobi: maybe(data.jacobi[k], (x) => number(x, 6)), period: days(data.period[k]),
    reach: maybe(data.far[k], (x) => `${number(data.near[k] / 1e9, 2)} to ${number(x / 1e9, 2)} million km`, "no table was searched"),
    one: data.one[k] === null ? "none found" : `${number(data.one[k], 2)} m/s, departs ${dateOf(data.singleDepart[k])}, ${data.single[k]}`,
    mass: massOf(k), most: maybe(data.most[k], (x) => `${short(x)} t`), vinf: speed(data.vinf[k]), revs: maybe(data.revs[k], String),
  });
  const show = (k) => {
    showWays(k);
    showMass(k);
    return { facts: factsOf(k), way: wayOf(k) };
  };

  windlass.rowsTable({
    data, columns, every, value, measured, filtered, show,
    cells: { known: knownCell }, whole: (x) => plain(Math.round(x)), falling: ["mass", "most"],
    draw: showPopulation, clicked: ["chart-all-date", "chart-all-days"],
    written: { known: (k) => (data.known[k] ? "well" : "not well") },
    saved: [
      ["designation", (k) => data.designation[k] || data.name[k]],
      ["mark", (k) => data.mark[k]],
      ["precision", (k) => data.precision[k]],
      ["ephemeris_error_m", (k) => data.error[k]],
    ],
  });
})();
