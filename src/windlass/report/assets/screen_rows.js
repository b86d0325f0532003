(() => {
  "use strict";
  windlass.rows = ({ data, every }) => {
    const { grid, front } = data;
    const starts = [0];
    front.count.forEach((count) => starts.push(starts[starts.length - 1] + count));

    // ----- what a row says: dates and lengths are steps of the grid
    const DAY = 86400;
    const stepDays = grid.step_s / DAY;
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
    const measured = (k) => listed("basis", k) === "measured";
    return { grid, front, starts, stepDays, shown, DAY, tripAt, listed, value, measured };
  };
})();
