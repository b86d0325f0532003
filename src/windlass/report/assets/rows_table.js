(() => {
  "use strict";
  // For pages of rows: what a page carries, how it is written, and the table that is filtered,
  // sorted, turned, saved, and whose rows are chosen.
  const at = (id) => document.getElementById(id);

  // ----- the rows as Python packed them; null where the browser cannot open them
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  windlass.carried = async () => {
    const columns = JSON.parse(at("screen-columns").textContent);
    try {
      const data = await unpack(at("screen-data").textContent);
      return { data, columns, every: Array.from(data.name, (_, k) => k) };
    } catch (error) {
      at("found").textContent = "This browser cannot open the rows of this page; they stand in rows.parquet beside it.";
      return null;
    }
  };

  // ----- how values are written
  const J2000_MS = Date.UTC(2000, 0, 1, 12);
  const DAY_MS = 86400000;
  const dateOf = (seconds) => new Date(Math.round((J2000_MS + seconds * 1000) / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  const number = (x, digits) => x.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const plain = (x) => Number(x.toFixed(2)).toLocaleString("en");
  const short = (x) => x.toLocaleString("en", { maximumSignificantDigits: 3 });
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const maybe = (x, say, none = "–") => (x === null ? none : say(x));
  windlass.words = { dateOf, number, plain, short, safe, maybe };

  // What is told of an asteroid itself; what is not known is null.
  windlass.asteroid = (one) => ({
    size: maybe(one.size, (x) => `${short(x)} m, ${one.measured ? "measured" : `from the magnitude; ${short(one.low || 0)} to ${short(one.high || 0)} m by albedo`}`, "not known"),
    cls: one.cls,
    h: maybe(one.h, (x) => number(x, 2), "not known"),
    elements: `a ${number(one.a, 4)} au, e ${number(one.e, 4)}, i ${number(one.i, 2)}°`,
    u: maybe(one.u, String, "not told"),
    precision: one.precision + (one.source ? `; source ${one.source}` : ""),
    mark: one.mark || "certifies",
    error: maybe(one.error, (x) => `${plain(x / 1000)} km, apart from the orbit's own error`, "not known"),
  });

  // ----- filters: what is not known passes none
  windlass.most = (x, limit) => limit === null || (x !== null && x <= limit);
  windlass.least = (x, limit) => limit === null || (x !== null && x >= limit);
  windlass.filters = ({ data, every }) => {
    const simple = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const names = every.map((k) => simple(`${data.name[k]} ${data.designation[k]}`));
    return {
      given: (id) => (!at(id) || at(id).value.trim() === "" ? null : Number(at(id).value)),
      checked: (id) => at(id) !== null && at(id).checked,
      named: () => {
        const text = simple(at("f-text").value);
        return (k) => names[k].includes(text);
      },
    };
  };

  // ----- cells
  const element = (tag, words, kind) => {
    const made = document.createElement(tag);
    made.textContent = words;
    if (kind) {
      made.className = kind;
    }
    return made;
  };
  windlass.judged = (good, words, mark) => {
    const cell = element("td", words, good ? "yes" : "off");
    if (mark) {
      cell.append(element("span", mark.split(": ")[1], "why"));
    }
    return cell;
  };

  const unit = { "km/s": "_km_s", "m/s": "_m_s", days: "_d", m: "_m", t: "_t", TDB: "_tdb" };
  const quoted = (x) => (x === null ? "" : /[",\n]/.test(String(x)) ? `"${String(x).replace(/"/g, '""')}"` : String(x));
  const save = (lines, name) => {
    const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // ----- the table
  // own: data, columns and every of the page's rows; value, by key a row's value (null: not known);
  // measured, whether a row's size is; cells, by key a row's cell that is the page's own;
  // whole, how a number without decimals is written; falling, keys that sort downwards first;
  // filtered, the rows that pass; note, what is added to their count; show, tells the chosen row
  // and returns its words for data-fill; draw, the charts of rows and the chosen one; clicked,
  // charts whose marks choose; saved, more columns of the CSV; written, by key what it says instead.
  windlass.rowsTable = (own) => {
    const { data, columns, every, value } = own;
    const body = at("rows").tBodies[0];
    let rows = every;
    let by = "dv";
    let down = false;
    let page = 0;
    let chosen = 0;
    const perPage = () => Number(at("page-rows").value);
    const pages = () => Math.max(1, Math.ceil(rows.length / perPage()));

    // what is not known stands last either way
    const sorted = (list) => {
      const keys = new Map(list.map((k) => [k, value[by](k)]));
      const word = new Intl.Collator("en", { numeric: true });
      return [...list].sort((p, q) => {
        const [a, b] = [keys.get(p), keys.get(q)];
        if (a === null || b === null) {
          return (a === null) - (b === null) || p - q;
        }
        const way = typeof a === "string" ? word.compare(a, b) : a - b;
        return (down ? -way : way) || p - q;
      });
    };

    const cellOf = (column, k) => {
      if (own.cells[column.key]) {
        return own.cells[column.key](k);
      }
      const x = value[column.key](k);
      if (x === null) {
        return element("td", "–", "num off");
      }
      if (column.kind === "text") {
        return element("td", x);
      }
      const words = { date: () => dateOf(x), size: () => short(x) };
      const told = words[column.kind] || (() => (column.digits ? number(x, column.digits) : own.whole(x)));
      const cell = element("td", told(), "num");
      if (column.key === "size") {
        cell.append(element("span", own.measured(k) ? "measured" : `${short(data.low[k])} – ${short(data.high[k])}`, "range"));
      }
      return cell;
    };
    const lineOf = (k) => {
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
    };
    const showRows = () => {
      page = Math.min(Math.max(page, 0), pages() - 1);
      const part = rows.slice(page * perPage(), (page + 1) * perPage());
      body.replaceChildren(...part.map(lineOf));
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
      at("found").textContent = `${plain(rows.length)} of ${plain(every.length)} asteroids shown.${own.note ? own.note() : ""}`;
    };

    // Thousands of marks take a while: they follow once a person pauses.
    let waiting = 0;
    const draw = () => own.draw(rows, chosen);
    const drawLater = () => {
      clearTimeout(waiting);
      waiting = setTimeout(draw, 200);
    };

    // ----- the chosen row
    const showEnds = () => {
      const place = rows.indexOf(chosen);
      at("before").disabled = place <= 0;
      at("after").disabled = place < 0 || place === rows.length - 1;
    };
    const choose = (k, go) => {
      chosen = k;
      at("details").hidden = false;
      at("details-title").textContent = data.name[k];
      const parts = own.show(k);
      document.querySelectorAll("[data-fill]").forEach((box) => {
        const [group, key] = box.dataset.fill.split(".");
        box.textContent = parts[group][key];
      });
      showEnds();
      const place = rows.indexOf(k);
      if (place >= 0 && go !== "table") {
        page = Math.floor(place / perPage());
      }
      showRows();
      drawLater();
      if (go) {
        at("details-title").focus({ preventScroll: true });
        at("details").scrollIntoView({ block: "start" });
      }
    };

    // ----- what a person does
    const refresh = () => {
      rows = sorted(own.filtered());
      page = 0;
      showRows();
    };
    const change = () => {
      refresh();
      showEnds();
      drawLater();
    };
    const form = at("filters");
    form.addEventListener("input", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change, 0));
    at("rows").tHead.addEventListener("click", (event) => {
      const button = event.target.closest("[data-sort]");
      if (button) {
        const key = button.dataset.sort;
        down = by === key ? !down : own.falling.includes(key);
        by = key;
        refresh();
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
    at("page-rows").addEventListener("change", refresh);
    at("before").addEventListener("click", () => choose(rows[rows.indexOf(chosen) - 1]));
    at("after").addEventListener("click", () => choose(rows[rows.indexOf(chosen) + 1]));

    // ----- the rows shown, as CSV: plain numbers, units in the names
    const written = (one) => (own.written || {})[one.key]
      || ((k) => (one.kind === "date" ? dateOf(value[one.key](k)) : value[one.key](k)));
    at("csv").addEventListener("click", () => {
      const told = [
        ...columns.map((one) => [`${one.key === "name" ? "asteroid" : one.key}${unit[one.unit] || ""}`, written(one)]),
        ...own.saved,
      ];
      save([told.map(([name]) => name), ...rows.map((k) => told.map(([, of]) => of(k)))], `${data.run}.csv`);
    });

    // ----- begin
    refresh();
    choose(rows[0]);
    clearTimeout(waiting);
    draw();
    own.clicked.map(at).filter((box) => box && box.on).forEach((box) => box.on("plotly_click", (event) => {
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
  };
})();
