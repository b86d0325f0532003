(() => {
  "use strict";
  // ----- the rows as Python packed them
  windlass.unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  windlass.rows = (data) => {
    const { grid, front } = data;
    const every = Array.from(data.name, (_, k) => k);
    const starts = [0];
    front.count.forEach((count) => starts.push(starts[starts.length - 1] + count));

    // ----- what a row says: dates and lengths are steps of the grid
    const DAY = 86400;
    const J2000_MS = Date.UTC(2000, 0, 1, 12);
    const stepDays = grid.step_s / DAY;
    const dateOf = (seconds) => {
      const day = Math.round((J2000_MS + seconds * 1000) / 86400000) * 86400000;
      return new Date(day).toISOString().slice(0, 10);
    };
    const tripAt = (p) => {
      const out = grid.first_d + stepDays * front.out[p];
      const days = grid.shortest_d + stepDays * front.n[p];
      const stay = grid.returns ? grid.stay_d + stepDays * front.stay[p] : null;
      const launch = grid.launch_s + grid.step_s * front.launch[p];
      return {
        dv: front.dv[p], launch, out, stay, days, back: grid.returns ? days - out - stay : null,
        revsOut: front.revs[p] % 10, revsBack: Math.floor(front.revs[p] / 10),
      };
    };
    const shown = Int32Array.from(every, (k) => starts[k + 1] - 1); // the trip that a row tells
    const listed = (key, k) => data.lists[key][data[key][k]];
    const value = {
      name: (k) => data.name[k],
      dv: (k) => front.dv[shown[k]] / 1000,
      launch: (k) => tripAt(shown[k]).launch,
      out: (k) => tripAt(shown[k]).out,
      stay: (k) => tripAt(shown[k]).stay,
      back: (k) => tripAt(shown[k]).back,
      duration: (k) => tripAt(shown[k]).days,
      fast: (k) => tripAt(starts[k]).days,
      fast_dv: (k) => front.dv[starts[k]] / 1000,
      trips: (k) => data.trips[k],
      size: (k) => data.size[k],
      cls: (k) => listed("cls", k),
      u: (k) => data.u[k],
      mark: (k) => listed("mark", k),
      sh: (k) => (data.sh[k] === null ? null : data.sh[k] / 1000),
    };
    const number = (x, digits) => x.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const plain = (x) => Number(x.toFixed(2)).toLocaleString("en");
    const metres = (x) => x.toLocaleString("en", { maximumSignificantDigits: 3 });
    const measured = (k) => listed("basis", k) === "measured";
    return {
      grid, front, starts, stepDays, every, shown, DAY,
      dateOf, tripAt, listed, value, number, plain, metres, measured,
    };
  };
})();
