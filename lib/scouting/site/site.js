"use strict";
// What every page of the site runs: tables said to be tables, drawings written out, the search, the chosen council.
// Text from the data is only ever put in as text; nothing is fetched, and nothing is kept.

const ROOT = document.currentScript.getAttribute("src").replace("site.js", "");
const SVG = "http://www.w3.org/2000/svg";
const KINDS = ["close", ...["better", "worse", "higher", "lower"].flatMap((side) => [side, `${side} probable`])];

function put(parent, name, text = "", attributes = {}, space = "http://www.w3.org/1999/xhtml") {
  const made = document.createElementNS(space, name);
  for (const [key, said] of Object.entries(attributes)) made.setAttribute(key, said);
  made.textContent = text;
  return parent.appendChild(made);
}

// ---- Drawings: the codes of site/compact.py -----------------------------------------------------------------------

function svg(parent, attributes) {
  return put(parent, "svg", "", { "aria-hidden": "true", ...attributes }, SVG);
}

// A letter is a year: how far down it lies; a capital begins a run.
function drawYears(cell, code) {
  if (!/[A-Za-z]/.test(code)) return;
  const drawn = svg(cell, { class: "spark", viewBox: "0 0 76 18" }), runs = [];
  [...code].forEach((letter, place) => {
    if (letter === ".") return;
    const down = 3 + ((letter.toLowerCase().charCodeAt(0) - 97) * 12) / 25, at = `${(3 + (place * 70) / 9).toFixed(1)},${down.toFixed(1)}`;
    if (letter < "a") runs.push([at]);
    else runs[runs.length - 1].push(at);
  });
  const dot = (at, r, css) => {
    const [cx, cy] = at.split(",");
    put(drawn, "circle", "", { cx, cy, r, ...css }, SVG);
  };
  for (const run of runs)
    if (run.length > 1) put(drawn, "path", "", { d: `M${run.join(" ")}` }, SVG);
    else dot(run[0], 1.2, {});
  if (code[9] !== ".") dot(runs[runs.length - 1].slice(-1)[0], 2.2, { class: "now" });
}

// Two letters are a place: tenths of a per cent across.
function drawLine(cell, code) {
  if (!code) return;
  const [low, high, left, wide, england, here] = [0, 2, 4, 6, 8, 10].map((at) => code.slice(at, at + 2))
    .map((two) => (two === ".." ? "" : `${parseInt(two, 36) / 10}%`));
  const drawn = svg(cell, {}), shape = (name, attributes) => put(drawn, name, "", attributes, SVG);
  shape("line", { class: "ends", x1: low, x2: high, y1: 8, y2: 8 });
  shape("rect", { class: "half", x: left, y: 4, width: wide, height: 8 });
  shape("line", { class: "median", x1: "50%", x2: "50%", y1: 3, y2: 13 });
  if (england) shape("line", { class: "england", x1: england, x2: england, y1: 0, y2: 16 });
  if (here) shape("circle", { class: KINDS[parseInt(code[12], 36)], cx: here, cy: 8, r: 4.5 });
}

function write(table) {
  for (const row of table.querySelectorAll("tr[data-d]")) {
    const [line, ten] = ["line", "ten"].map((css) => {
      const made = document.createElement("td");
      made.className = css;
      row.insertBefore(made, row.lastElementChild);
      return made;
    });
    drawLine(line, row.dataset.d.slice(10));
    drawYears(ten, row.dataset.d.slice(0, 10));
    [1, 2, 3].forEach((at) => (row.cells[at].className = "num"));
    const sure = row.cells[6], [, sign, said] = /^([^A-Za-z]*)(.*)$/s.exec(sure.textContent);
    sure.className = "sure";
    sure.textContent = "";
    if (sign) put(sure, "span", sign, { "aria-hidden": "true" });
    sure.append(said);
  }
  for (const cell of table.querySelectorAll("td[data-y]")) drawYears(cell, cell.dataset.y);
  for (const head of table.tHead.rows[0].cells) head.hidden = false;
  // A table that lies in another way on a phone is said to be one still.
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const head = row.parentNode === table.tHead ? "columnheader" : "rowheader";
      if (cell.tagName === "TH" && !cell.scope) cell.scope = "row";
      cell.setAttribute("role", cell.tagName === "TH" ? head : "cell");
    }
  }
}

// What is folded is drawn when it is opened, or printed.
function drawn(table) {
  if (!table.hasAttribute("role")) write(table);
}
for (const table of document.querySelectorAll(".rows, .spine")) {
  const fold = table.closest("details");
  if (fold && !fold.open) fold.addEventListener("toggle", () => drawn(table), { once: true });
  else drawn(table);
}
addEventListener("beforeprint", () => document.querySelectorAll(".rows, .spine").forEach(drawn));

// ---- A council that the reader comes from: its row, its dot -------------------------------------------------------------

const here = /[/]pages[/](E0\d{7})[.]html$/.exec(location.pathname);
if (here)
  for (const link of document.querySelectorAll(".spine a")) link.href += `#${here[1]}`;

function choose() {
  const code = location.hash.slice(1), table = document.querySelector("table.every");
  if (!table) return;
  for (const old of document.querySelectorAll("tr.here, path.here")) old.tagName === "TR" ? (old.className = "") : old.remove();
  const said = document.querySelector("p.chosen");
  said.textContent = "";
  const link = /^E0\d{7}$/.test(code) && table.querySelector(`a[href="${code}.html"]`);
  if (!link) return;
  const row = link.closest("tr"), rows = [...table.tBodies[0].rows], cells = [...row.cells].map((cell) => cell.textContent);
  row.className = "here";
  const usually = cells[2] ? `, usually ${cells[2]}` : "";
  said.append(`${cells[0]}: ${cells[1]}${usually}. `);
  put(said, "a", `Back to ${cells[0]}`, { href: `${code}.html` });
  const strip = document.querySelector(".dots");
  const place = rows.filter((one) => /\d/.test(one.cells[1].textContent)).indexOf(row);
  const dot = strip && place >= 0 && strip.getAttribute("d").split("M")[place + 1];
  if (dot) put(strip.parentNode, "path", "", { class: "here", d: `M${dot}` }, SVG);
}
addEventListener("hashchange", choose);
choose();

// ---- Search ---------------------------------------------------------------------------------------------------------------

const MOST = 12;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/&/g, " and ")
  .replace(/['’.]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const form = document.querySelector("form[role=search]");
put(form, "label", "Find a council or a measure", { for: "search" });
const box = put(form, "input", "", { id: "search", type: "search", autocomplete: "off", spellcheck: "false" });
const found = put(form, "div", "", { class: "found" }), told = put(found, "p", "", { role: "status" });
const list = put(found, "ul");
found.hidden = true;
form.hidden = false;
const front = document.getElementById("big");
if (front) front.append(form);

function ready(then) {
  if (typeof places !== "undefined") return then();
  const script = document.querySelector("script[data-places]") ||
    put(document.head, "script", "", { src: `${ROOT}places.js`, "data-places": "" });
  script.addEventListener("load", then);
}

function look() {
  if (typeof places === "undefined") return ready(look);
  const words = plain(box.value).split(" ").filter(Boolean);
  list.replaceChildren();
  found.hidden = !words.length;
  if (!words.length) return;
  const all = places.filter(([, , line]) => words.every((word) => ["council", "the"].includes(word) || ` ${line}`.includes(` ${word}`)));
  told.textContent = !all.length ? `Nothing is called “${box.value.slice(0, 60)}”.`
    : all.length > MOST ? `${all.length} found; the first ${MOST}:` : `${all.length} found:`;
  for (const [name, address] of all.slice(0, MOST)) put(put(list, "li"), "a", name, { href: ROOT + address });
}
box.addEventListener("focus", () => ready(() => {}));
box.addEventListener("input", look);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const first = list.querySelector("a");
  if (first) first.click();
});
form.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    found.hidden = true;
    box.focus();
  } else if (event.key === "ArrowDown" && links[at + 1]) {
    event.preventDefault();
    links[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (links[at - 1] || box).focus();
  }
});
document.addEventListener("click", (event) => { if (!form.contains(event.target)) found.hidden = true; });
