"use strict";
// Which council the what-if is of: the address says it, with the weights, so that both can be sent on.
{
  const all = JSON.parse(document.getElementById("what-if-councils").textContent);
  const [code, sent] = location.hash.slice(1).split("/"), choice = document.getElementById("council");
  addEventListener("hashchange", () => location.reload());
  choice.value = all[code] ? code : "";
  if (all[code]) {
    const data = document.getElementById("what-if-data"), [name, own, near] = all[code];
    data.textContent = JSON.stringify({ ...JSON.parse(data.textContent), name, own, near });
    document.title = `${name}: ${document.title}`;
    begin();
  } else {
    document.querySelector(".what-if .waiting").textContent = "Choose a council first: then the weights can be moved.";
    choice.addEventListener("change", () => (location.hash = choice.value));
  }

  function begin() {
    // INSIDE
    if (sent) {
      const { found, problems } = read(decodeURIComponent(sent));
      if (problems.length) said.textContent = problems.join(" ");
      else use(found, "");
    }
    choice.addEventListener("change", () => {
      const moved = line(weights) === line(START) ? "" : `/${encodeURIComponent(line(weights))}`;
      location.hash = choice.value + moved;
    });
  }
}
