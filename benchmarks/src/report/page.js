'use strict';

// Largest enlargement of a figure, and the distance within which a point is read (pixels of the screen).
const MOST = 40, NEAR = 40;
const PREFIXES = { '-18': 'a', '-15': 'f', '-12': 'p', '-9': 'n', '-6': 'µ', '-3': 'm', 0: '', 3: 'k', 6: 'M', 9: 'G', 12: 'T' };

// A value with its unit and the SI prefix that fits.
function written(value, quantity) {
  if (value === null) return 'no value';
  let power = 0;
  if (quantity.prefix && value !== 0) {
    power = Math.min(12, Math.max(-18, 3 * Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9)));
  }
  const digits = String(Number((value / 10 ** power).toPrecision(4))).replace('-', '−');
  return (digits + ' ' + PREFIXES[power] + quantity.unit).trim();
}

// Share of an axis at which a value stands.
function share(value, { low, high, logarithmic }) {
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

// The nearest point of a plot: its place in the figure, how far away it is, and what it says.
function readPlot(area, [x, y]) {
  const [[left, top], [right, bottom]] = area.corners;
  let best = null;
  for (const { name, points } of area.series) {
    for (const [a, b] of points) {
      const place = [left + share(a, area.x) * (right - left), bottom - share(b, area.y) * (bottom - top)];
      const distance = Math.hypot(place[0] - x, place[1] - y);
      if (Number.isFinite(distance) && (best === null || distance < best.distance)) best = { place, distance, name, a, b };
    }
  }
  if (best === null) return null;
  const lines = [best.name, `${area.x.title}: ${written(best.a, area.x)}`];
  if (area.y.title) lines.push(`${area.y.title}: ${written(best.b, area.y)}`);
  return { ...best, text: lines.filter(Boolean).join('\n') };
}

// The lines of a matrix that a drawn line stands for.
function line(side, index) {
  if (side.names.length) return `${side.title}: ${side.names[index]}`;
  const [first, end] = [index, index + 1].map(k => Math.floor(k * side.of / side.drawn));
  return `${side.title}: ${end - first > 1 ? `mean of ${first} to ${end - 1}` : first}`;
}

// The cell of a map at a place.
function readCells(area, [x, y], time, picture) {
  const [[left, top], [right, bottom]] = area.corners;
  const column = Math.floor((x - left) / (right - left) * area.columns.drawn);
  const row = Math.floor((y - top) / (bottom - top) * area.rows.drawn);
  if (row < 0 || column < 0 || row >= area.rows.drawn || column >= area.columns.drawn) return null;
  const frame = area.frames[Math.floor(time / picture) % area.frames.length];
  const value = `${area.value.title}: ${written(frame[row * area.columns.drawn + column], area.value)}`;
  return { distance: 0, text: [area.label, line(area.rows, row), line(area.columns, column), value].filter(Boolean).join('\n') };
}

function setUp(figure) {
  const sheet = figure.querySelector('.sheet'), svg = sheet.querySelector('svg'), tip = sheet.querySelector('.tip');
  const areas = JSON.parse(figure.querySelector('script').textContent);
  const home = svg.getAttribute('viewBox').split(/[ ,]+/).map(Number);
  const unit = home[2] / Number(svg.getAttribute('width')); // of the view box per pixel of the figure
  if (home[2] / unit > 1200) figure.classList.add('long');
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  mark.setAttribute('fill', 'none');
  mark.setAttribute('stroke', '#000');
  mark.setAttribute('visibility', 'hidden');
  svg.append(mark);
  let view = [...home], drag = null;

  const show = () => {
    for (const k of [0, 1]) view[k] = Math.min(home[k] + home[k + 2] - view[k + 2], Math.max(home[k], view[k]));
    svg.setAttribute('viewBox', view.join(' '));
    sheet.classList.toggle('near', view[2] < home[2]);
    silence();
  };
  const place = event => {
    const box = svg.getBoundingClientRect();
    return [view[0] + (event.clientX - box.left) / box.width * view[2], view[1] + (event.clientY - box.top) / box.height * view[3]];
  };
  const zoom = (factor, [x, y]) => {
    const width = Math.min(home[2], Math.max(home[2] / MOST, view[2] * factor)), scale = width / view[2];
    view = [x - (x - view[0]) * scale, y - (y - view[1]) * scale, width, view[3] * scale];
    show();
  };
  const silence = () => {
    tip.hidden = true;
    mark.setAttribute('visibility', 'hidden');
  };
  const tell = event => {
    const at = place(event).map(length => length / unit), box = svg.getBoundingClientRect();
    const pixel = view[2] / unit / box.width; // of the figure per pixel of the screen
    const time = svg.getCurrentTime(), picture = Number(figure.dataset.picture);
    const found = areas.map(area => area.kind === 'plot' ? readPlot(area, at) : readCells(area, at, time, picture));
    const best = found.filter(reading => reading && reading.distance < NEAR * pixel).sort((a, b) => a.distance - b.distance)[0];
    if (!best) return silence();
    tip.textContent = best.text;
    tip.hidden = false;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    tip.style.left = (x + tip.offsetWidth + 16 < box.width ? x + 12 : Math.max(0, x - tip.offsetWidth - 12)) + 'px';
    tip.style.top = Math.max(0, Math.min(y + 12, box.height - tip.offsetHeight)) + 'px';
    mark.setAttribute('visibility', best.place ? 'visible' : 'hidden');
    if (best.place) {
      mark.setAttribute('cx', best.place[0] * unit);
      mark.setAttribute('cy', best.place[1] * unit);
      mark.setAttribute('r', 7 * pixel * unit);
      mark.setAttribute('stroke-width', 2 * pixel * unit);
    }
  };

  svg.addEventListener('wheel', event => {
    if (event.deltaY > 0 && view[2] >= home[2]) return; // nothing to reduce: the page scrolls
    event.preventDefault();
    zoom(Math.exp(event.deltaY * 0.0015), place(event));
  }, { passive: false });
  svg.addEventListener('dblclick', () => { view = [...home]; show(); });
  svg.addEventListener('pointerdown', event => {
    tell(event);
    if (view[2] < home[2]) {
      drag = place(event);
      svg.setPointerCapture(event.pointerId);
    }
  });
  svg.addEventListener('pointermove', event => {
    if (!drag) return tell(event);
    const now = place(event);
    view[0] += drag[0] - now[0];
    view[1] += drag[1] - now[1];
    show();
  });
  for (const end of ['pointerup', 'pointercancel']) svg.addEventListener(end, () => { drag = null; });
  svg.addEventListener('pointerleave', silence);
  const pause = figure.querySelector('[data-pause]');
  if (pause) {
    const set = paused => {
      if (paused) svg.pauseAnimations(); else svg.unpauseAnimations();
      pause.textContent = paused ? 'play' : 'pause';
    };
    pause.addEventListener('click', () => set(!svg.animationsPaused()));
    // who asked the system for less motion starts films by hand
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) set(true);
  }
  figure.querySelector('.zoom').addEventListener('click', event => {
    const step = { in: 0.7, out: 1 / 0.7, all: Infinity }[event.target.dataset.zoom];
    if (step) zoom(step, [view[0] + view[2] / 2, view[1] + view[3] / 2]);
  });
}

document.querySelectorAll('figure').forEach(setUp);
// paper has nothing to open
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(part => { part.open = true; }));
