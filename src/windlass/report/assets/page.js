(() => {
  "use strict";
  const root = document.documentElement;
  const specs = JSON.parse(document.getElementById("chart-data").textContent);

  // ----- charts: colours are names of the style, so that one chart serves light, dark, print
  const coloured = (part, style) => {
    if (typeof part === "string") {
      return part.startsWith("--") ? style.getPropertyValue(part).trim() : part;
    }
    if (Array.isArray(part)) {
      return part.length > 2 && typeof part[0] === "number" ? part : part.map((one) => coloured(one, style));
    }
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, coloured(v, style)]));
    }
    return part;
  };

  const folded = (text, most) => text.split(" ").reduce((lines, word) => {
    const last = lines[lines.length - 1];
    return last !== undefined && (last + " " + word).length <= most
      ? [...lines.slice(0, -1), last + " " + word] : [...lines, word];
  }, []).join("<br>");

  const layoutOf = (spec, style, width) => {
    const small = width < 620;
    const stacked = spec.narrow && width < 780;
    const axisStyle = {
      gridcolor: "--grid", linecolor: "--line", zerolinecolor: "--line", tickcolor: "--line",
      ticks: "outside", ticklen: 4,
    };
    const layout = {
      paper_bgcolor: "--paper", plot_bgcolor: "--paper",
      font: { color: "--ink", size: small ? 11 : 13, family: "system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif" },
      margin: { l: small ? 48 : 64, r: small ? 10 : 24, t: 24, b: 52 },
      height: small || stacked ? spec.tall : spec.height,
      width: width,
      showlegend: spec.data.some((one) => one.showlegend !== false && one.name),
      legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0, bgcolor: "rgba(0,0,0,0)" },
      hoverlabel: { align: "left" },
      dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "zoom",
      ...spec.layout,
    };
    for (const key of Object.keys(layout)) {
      if (/^[xy]axis\d*$/.test(key)) {
        layout[key] = { ...axisStyle, ...layout[key] };
      }
    }
    if (stacked) {
      for (const [key, part] of Object.entries(spec.narrow)) {
        layout[key] = { ...layout[key], ...part };
      }
    }
    if (small) {
      for (const key of Object.keys(layout).filter((one) => /^xaxis\d*$/.test(one) && layout[one].title)) {
        const title = layout[key].title;
        const ticks = layout[key].nticks ? { nticks: Math.min(layout[key].nticks, 4) } : {};
        layout[key] = { ...layout[key], ...ticks, title: { ...title, text: folded(title.text, 36) } };
      }
    }
    const names = layout.yaxis && layout.yaxis.categoryarray;
    if (small && names) {
      layout.yaxis = { ...layout.yaxis, tickvals: names, ticktext: names.map((name) => folded(name, 16)) };
    }
    return coloured(layout, style);
  };

  const config = {
    displaylogo: false, responsive: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  };

  const draw = (box, width) => {
    const spec = specs[box.id];
    if (!spec || typeof Plotly === "undefined") {
      return;
    }
    const style = getComputedStyle(root);
    const wide = Math.max(260, Math.round(width || box.clientWidth));
    box.dataset.width = wide;
    // A narrow screen has no room for a long name on one line of the legend.
    const data = wide < 620
      ? spec.data.map((one) => (one.name ? { ...one, name: folded(one.name, 34) } : one)) : spec.data;
    Plotly.react(box, coloured(data, style), layoutOf(spec, style, wide), config);
    box.dataset.drawn = "yes";
  };

  const boxes = [...document.querySelectorAll(".chart")];
  const open = (box) => !box.closest("details:not([open])");
  const drawOpen = () => boxes.filter(open).forEach((box) => draw(box));

  // What a closed part holds is drawn when it opens: it has no width before.
  document.addEventListener("toggle", (event) => {
    if (event.target.open) {
      boxes.filter((box) => event.target.contains(box) && open(box)).forEach((box) => draw(box));
    }
  }, true);

  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      boxes.filter((box) => open(box) && Number(box.dataset.width) !== box.clientWidth).forEach((box) => draw(box));
    }, 120);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawOpen);
  window.addEventListener("beforeprint", () => {
    root.classList.add("light");
    boxes.filter(open).forEach((box) => draw(box, 680));
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("light");
    drawOpen();
  });

  // ----- words: the meaning beside the word, on hover, focus or touch
  const tip = document.getElementById("tip");
  let shown = null;
  const hide = () => {
    shown = null;
    tip.hidden = true;
  };
  const place = (link) => link.dataset.tip || link.getAttribute("href").slice(1);
  const show = (link) => {
    const meaning = document.getElementById(place(link));
    if (!meaning) {
      return;
    }
    shown = link;
    tip.textContent = meaning.textContent;
    tip.hidden = false;
    const at = link.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), root.clientWidth - tip.offsetWidth - 8);
    const below = at.bottom + 6 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - tip.offsetHeight - 6}px`;
  };
  for (const link of document.querySelectorAll("a.term, [data-tip]")) {
    link.setAttribute("aria-describedby", place(link));
    link.addEventListener("mouseenter", () => show(link));
    link.addEventListener("focus", () => show(link));
    link.addEventListener("mouseleave", hide);
    link.addEventListener("blur", hide);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
    }
  });
  // Focus may bring a word into view: what it means moves with it.
  window.addEventListener("scroll", () => {
    if (shown && shown === document.activeElement) {
      show(shown);
    } else {
      hide();
    }
  }, { passive: true });

  // ----- a link into a closed part opens it
  const reveal = () => {
    const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) {
      return;
    }
    for (let part = goal; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") {
        part.open = true;
      }
    }
    goal.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);

  // ----- for scripts of single pages: draw another chart in a box
  window.windlass = {
    draw: (key, spec) => {
      specs[key] = spec;
      const box = document.getElementById(key);
      if (open(box)) {
        draw(box);
      }
    },
    spec: (key) => specs[key],
  };

  drawOpen();
  reveal();
})();
