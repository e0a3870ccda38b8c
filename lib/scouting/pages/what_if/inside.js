"use strict";
// What if the weights were yours: ranks under the reader's own weights, worked out inside the page.
// The formulas are those of lib/scouting/index (places.py, draws.py) and are told in docs/what_if.md.
// Text from the data is only ever put in as text; nothing is fetched and nothing is kept.

const held = JSON.parse(document.getElementById("what-if-data").textContent);
const many = held.measures.length;
const value = unpacked(held.value, "getFloat64", 8);
const noise = unpacked(held.noise, "getUint16", 2).map((steps) => steps * held.unit);
const councils = Array.from({ length: value.length / many }, (_, place) => place);
const START = new Map([...held.kinds, ...held.measures].map(([id, , weight]) => [id, weight]));
let weights = new Map(START);

function unpacked(text, read, size) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / size }, (_, place) => view[read](place * size, true));
}

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

// ---- From weights to ranks -------------------------------------------------------------------------------------

// Each measure's share of the whole weight; NaN where every weight is zero.
function shares(weights) {
  const ofKind = held.kinds.map(([, , , rest], kind) =>
    rest + sum(held.measures.map(([id, , , mine]) => (mine === kind ? weights.get(id) : 0))));
  const raw = held.measures.map(([id, , , kind]) =>
    ofKind[kind] > 0 ? (weights.get(id) * weights.get(held.kinds[kind][0])) / ofKind[kind] : 0);
  const whole = sum(raw);
  return raw.map((one) => one / whole);
}

// One entry per council: score (NaN where it has figures for too little of the weight), variance, coverage.
function scores(share) {
  return councils.map((council) => {
    let score = 0, variance = 0, coverage = 0;
    for (let k = 0; k < many; k++) {
      const figure = value[council * many + k];
      if (share[k] > 0 && !Number.isNaN(figure)) {
        score += share[k] * figure;
        variance += (share[k] * noise[council * many + k]) ** 2;
        coverage += share[k];
      }
    }
    const scored = coverage > 0 && coverage >= held.coverage - 1e-9;
    return { score: scored ? score / coverage : NaN, variance: variance / coverage ** 2, coverage };
  });
}

// 1 is best, ties share the lowest; NaN where there is no score.
function ranks(all) {
  return all.map(({ score }) =>
    Number.isNaN(score) ? NaN : 1 + sum(all.map((other) => (other.score > score ? 1 : 0))));
}

// The share of a normal distribution below z (Abramowitz and Stegun 1964, 26.2.17: right to 7 decimals).
function below(z) {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t *
    Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z > 0 ? 1 - tail : tail;
}

// Evenly spaced places of a normal distribution with their chances, which sum to 1.
function grid(step) {
  const places = Array.from({ length: 2 * Math.floor(4 / step) + 1 }, (_, k) => (k - Math.floor(4 / step)) * step);
  const whole = sum(places.map((z) => Math.exp((-z * z) / 2)));
  return places.map((z) => [z, Math.exp((-z * z) / 2) / whole]);
}

// The middle 95% of the ranks that a council may truly have. Python draws what true scores may be, given scores and
// noise; here the chance of every rank is added up instead: over how far councils may differ (z), over the council's
// own true score (t), and over who of the others is then ahead.
function range(all, own, rank) {
  const some = all.filter(({ score }) => !Number.isNaN(score)), of = some.length, me = some.indexOf(all[own]);
  const sorted = some.map(({ variance }) => variance).sort((a, b) => a - b);
  const middle = (sorted[(of - 1) >> 1] + sorted[of >> 1]) / 2;
  const trust = some.map(({ variance }) => 1 / (variance + middle)), whole = sum(trust);
  const mean = sum(some.map(({ score }, k) => trust[k] * score)) / whole;
  const scatter = sum(some.map(({ score }, k) => trust[k] * (score - mean) ** 2));
  const part = trust.map((one) => one * (1 - one / whole));
  const byNoise = sum(some.map(({ variance }, k) => part[k] * variance));
  const free = of - 1, chances = new Float64Array(of), truth = grid(0.25);
  for (const [z, likely] of grid(1)) {
    // Chi squared over its degrees of freedom, by Wilson and Hilferty (1931).
    const chi = Math.max(1 - 2 / (9 * free) + z * Math.sqrt(2 / (9 * free)), 0.01) ** 3;
    const spread = Math.max((scatter / chi - byNoise) / sum(part), 1e-4 * middle);
    const centre = some.map(({ score, variance }) => {
      const reach = 3 * Math.sqrt(variance), pull = (variance / (spread + variance)) * (score - mean);
      return score - Math.min(Math.max(pull, -reach), reach);
    });
    const away = some.map(({ variance }) => Math.sqrt((variance * spread) / (spread + variance)));
    for (const [t, chance] of truth) {
      // The chance that just so many are ahead, one other council after the next; ends of no weight are let go.
      const at = centre[me] + t * away[me], ahead = new Float64Array(of + 1);
      let least = 0, most = 0;
      ahead[0] = likely * chance;
      for (let k = 0; k < of; k++) {
        if (k === me) continue;
        const p = below((centre[k] - at) / away[k]);
        most++;
        for (let r = most; r > least; r--) ahead[r] += p * (ahead[r - 1] - ahead[r]);
        ahead[least] *= 1 - p;
        while (ahead[least] < 1e-9 && least < most) ahead[least++] = 0;
        while (ahead[most] < 1e-9 && most > least) ahead[most--] = 0;
      }
      for (let r = least; r <= most; r++) chances[r] += ahead[r];
    }
  }
  let upto = 0, low = 1, high = 1;
  for (const chance of chances) {
    upto += chance;
    low += upto <= 0.025;
    high += upto < 0.975;
  }
  return [Math.min(low, rank), Math.max(high, rank)];
}

// ---- Weights in one line: the text of recipes/weights.py -------------------------------------------------------------

const plain = (number) => number.toFixed(9).replace(/\.?0+$/, "");

function line(weights) {
  const moved = [...weights].filter(([id, weight]) => weight !== START.get(id));
  return [`recipe=${held.recipe}`, ...moved.map(([id, weight]) => `${id}=${plain(weight)}`)].join(" ");
}

// The weights that a line stands for, and what is wrong with it: a sentence each.
function read(text) {
  const found = new Map(START), seen = new Set(), problems = [];
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const at = part.indexOf("="), key = at < 0 ? part : part.slice(0, at), said = part.slice(at + 1);
    if (at < 0) problems.push(`“${key.slice(0, 60)}” is not of the form name=value.`);
    else if (seen.has(key)) problems.push(`“${key.slice(0, 60)}” is there twice.`);
    else if (key === "recipe") {
      if (said !== held.recipe) problems.push(`The line begins from other weights: ${said.slice(0, 60)}.`);
    } else if (!START.has(key)) problems.push(`“${key.slice(0, 60)}” is not one of the measures here.`);
    else if (!/^\d{1,9}(\.\d{1,9})?$/.test(said))
      problems.push(`“${key}” is “${said.slice(0, 40)}”: it must be a plain number from 0, such as 2 or 0.5.`);
    else found.set(key, Number(said));
    seen.add(key);
  }
  if (!seen.has("recipe")) problems.push(`A line of weights begins with recipe=${held.recipe}.`);
  if (!problems.length && Number.isNaN(shares(found)[0])) problems.push(ALL_ZERO);
  return { found, problems };
}

// ---- Paired choices ------------------------------------------------------------------------------------------------

// How much more the first of each pair counts than the second, as a logarithm, and each group's weight.
function weighedBy(answers) {
  const logs = held.choices.solution.map((row) => sum(row.map((one, k) => one * answers[k])));
  return { logs, counts: logs.map(Math.exp) };
}

// How many answers go with weights: the side that was chosen counts for more, or the two are nearly alike.
function agreeing(answers, logs) {
  return answers.filter((answer, k) => {
    const [a, b] = held.choices.pairs[k], more = logs[a] - logs[b];
    return answer ? answer * more > 1e-6 : Math.abs(more) <= held.choices.alike;
  }).length;
}

// Weights of measures from counts of their groups; within a group they stay as they stood at the start.
function perMeasure(counts) {
  const whole = sum(held.measures.map(([, , weight]) => weight)), each = whole / sum(counts);
  const found = held.measures.map(() => 0);
  held.choices.groups.forEach(([, mine], group) => {
    const inside = sum(mine.map((place) => held.measures[place][2]));
    for (const place of mine)
      found[place] = Math.round((100 * each * counts[group] * held.measures[place][2]) / inside) / 100;
  });
  return found;
}

// Weights by measure, whatever their kind: each kind counts for what its measures do.
function byMeasure(list) {
  const found = new Map(START);
  held.measures.forEach(([id], place) => found.set(id, list[place]));
  if (held.kinds.length > 1)
    held.kinds.forEach(([kind, , , rest], mine) =>
      found.set(kind, rest + sum(list.filter((_, place) => held.measures[place][3] === mine))));
  return found;
}

// ---- The page ------------------------------------------------------------------------------------------------------

const ALL_ZERO = "Every weight is zero: at least one measure must count.";
const section = document.getElementById("what-if"), sliders = new Map();
const [answer, status, strip, ends, controls] =
  [".answer", ".answer p", ".answer svg", ".ends", ".controls"].map((css) => section.querySelector(css));

function put(parent, name, text = "", attributes = {}) {
  const made = parent.namespaceURI === strip.namespaceURI ? document.createElementNS(strip.namespaceURI, name)
    : document.createElement(name);
  for (const [key, said] of Object.entries(attributes)) made.setAttribute(key, said);
  made.textContent = text;
  return parent.appendChild(made);
}

function ordinal(n) {
  const end = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th";
  return `${n}${end}`;
}

const percent = (share) => `${Math.round(100 * share)}%`;

// A rank with of how many and its range, and what the strip shows.
function placed(weights) {
  const all = scores(shares(weights)), rank = ranks(all), own = rank[held.own];
  const of = rank.filter((one) => !Number.isNaN(one)).length;
  if (Number.isNaN(own)) {
    const has = `it has figures for ${percent(all[held.own].coverage)} of the weight, and ${percent(held.coverage)}`;
    return { of, words: `${held.name} is not ranked: ${has} is needed. ${of} councils are ranked.` };
  }
  const [low, high] = range(all, held.own, own);
  const sure = low === high ? "" : ` (could be ${ordinal(low)} to ${ordinal(high)})`;
  const near = held.near.map((place) => rank[place]).filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
  return { of, own, low, high, near, words: `${ordinal(own)} of ${of}${sure}` };
}

function draw({ of, own, low, high, near }) {
  strip.replaceChildren();
  ends.replaceChildren();
  strip.toggleAttribute("hidden", !own);
  if (!own) return;
  const x = (rank) => `${2 + (96 * (rank - 1)) / (of - 1)}%`;
  put(strip, "line", "", { class: "all", x1: x(1), x2: x(of), y1: 20, y2: 20 });
  put(strip, "line", "", { class: "range", x1: x(low), x2: x(high), y1: 20, y2: 20 });
  for (const rank of near) put(strip, "line", "", { class: "near", x1: x(rank), x2: x(rank), y1: 8, y2: 32 });
  put(strip, "circle", "", { cx: x(own), cy: 20, r: 8 });
  const others = near.length ? ` Similar councils are marked: ${near.length} of them, ` +
    `from ${ordinal(near[0])} to ${ordinal(near[near.length - 1])}.` : "";
  strip.setAttribute("aria-label", `All ranks from 1st to ${ordinal(of)}. ${held.name} is ${ordinal(own)}; ` +
    `its range reaches from ${ordinal(low)} to ${ordinal(high)}.${others}`);
  put(ends, "span", "1st");
  put(ends, "span", `Dot: ${held.name}. Bar: its range.${near.length ? " Thin lines: similar councils." : ""}`);
  put(ends, "span", ordinal(of));
}

const first = placed(START);

function show(words = "") {
  const share = shares(weights), good = !Number.isNaN(share[0]), now = good ? placed(weights) : {};
  const moved = line(weights) !== line(START) && first.own ? ` With the starting weights: ${first.words}.` : "";
  status.textContent = !good ? ALL_ZERO : now.own ? `${held.name} would be ${now.words}.${moved}` : now.words;
  draw(now);
  for (const [id, [slider, output]] of sliders) {
    const place = held.measures.findIndex(([measure]) => measure === id), weight = weights.get(id);
    slider.max = Math.max(5, Math.ceil(weight));
    slider.value = weight;
    const part = place >= 0 && good ? ` (${percent(share[place])})` : "";
    output.textContent = `${plain(weight)}${part}`;
    slider.setAttribute("aria-valuetext", output.textContent);
  }
  text.value = line(weights);
  said.textContent = words;
  agreement.textContent = "";
}

function use(found, words) {
  weights = found;
  show(words);
}

function slider(parent, [id, title]) {
  const label = put(parent, "label");
  put(label, "span", title);
  const made = put(label, "input", "", { type: "range", min: 0, max: 5, step: 0.25 });
  sliders.set(id, [made, put(label, "output")]);
  made.addEventListener("input", () => use(new Map(weights).set(id, Number(made.value))));
}

function question([a, b], number, parent) {
  const groups = held.choices.groups, group = put(parent, "fieldset");
  put(group, "legend", `${number + 1}. Which matters more to you?`);
  for (const [words, said] of [[groups[a][0], 1], [groups[b][0], -1], ["Both alike", 0]]) {
    const label = put(group, "label");
    put(label, "input", "", { type: "radio", name: `what-if-${number}`, value: said, autocomplete: "off" });
    label.append(` ${words}`);
  }
}

function answered(event) {
  const chosen = [...event.currentTarget.querySelectorAll(":checked")].map((one) => Number(one.value));
  const asked = held.choices.pairs.length;
  if (chosen.length < asked) return void (agreement.textContent = `${chosen.length} of ${asked} answered.`);
  const { logs, counts } = weighedBy(chosen);
  use(byMeasure(perMeasure(counts)));
  agreement.textContent = `Your answers agree with these weights in ${agreeing(chosen, logs)} of ${asked}; ` +
    `answers at random would in about ${held.choices.chance}. ${status.textContent}`;
}

const moves = put(controls, "fieldset", "", { class: "sliders" });
put(moves, "legend", "How much each measure counts, and its share of the whole");
if (held.kinds.length > 1) held.kinds.forEach((kind) => slider(moves, kind));
held.measures.forEach((measure) => slider(moves, measure));
const buttons = put(controls, "p");
put(buttons, "button", "Starting weights", { type: "button" }).addEventListener("click", () => use(new Map(START)));
put(buttons, "button", "Equal weights", { type: "button" })
  .addEventListener("click", () => use(byMeasure(held.measures.map(() => 1))));
const sharing = put(controls, "p"), naming = put(sharing, "label", "Your weights in one line, to keep or to send");
const text = put(naming, "input", "", { type: "text", spellcheck: "false", autocomplete: "off" });
put(sharing, "button", "Use this line", { type: "button" }).addEventListener("click", () => {
  const { found, problems } = read(text.value);
  if (problems.length) said.textContent = problems.join(" ");
  else use(found, "The weights are those of the line.");
});
const said = put(controls, "p", "", { role: "status" });
const folded = put(controls, "details");
put(folded, "summary", `Or answer ${held.choices.pairs.length} questions`);
const questions = put(folded, "div");
held.choices.pairs.forEach((pair, number) => question(pair, number, questions));
questions.addEventListener("change", answered);
const agreement = put(folded, "p", "", { role: "status" });
section.querySelector(".waiting").remove();
answer.hidden = false;
show();
