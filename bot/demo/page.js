// What the demo adds to SimCord's page of one channel: a menu of the channels, and links that lead to them.
const KEY = "X-Simcord-Capability";
const headers = { [KEY]: location.hash.slice(1), "Content-Type": "application/json" };
const OF_DISCORD = /^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/;

const read = async () => (await fetch("/demo/places", { headers, cache: "no-store" })).json();
const picker = document.createElement("select");

function draw({ shown, places }) {
  const servers = new Map();
  for (const { id, name, server } of places) {
    if (!servers.has(server)) {
      const group = document.createElement("optgroup");
      group.label = server;
      servers.set(server, group);
    }
    servers.get(server).append(new Option(name, id, false, id === shown));
  }
  picker.replaceChildren(...servers.values());
}

async function show(channel, message = null) {
  picker.disabled = true;
  const viewer = document.getElementById("viewer-picker").value || null;
  await fetch("/demo/show", { method: "POST", headers, body: JSON.stringify({ channel, viewer, message }) });
  location.reload();
}

// A thread may have been made since, so the channels are read again before each choice.
async function lead(found) {
  const known = await read();
  draw(known);
  const place = known.places.find(found);
  return place ?? null;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const mention = event.target.closest(".mention");
  if (link) {
    const [, channel, message] = OF_DISCORD.exec(link.href) ?? [];
    if (!channel) return;
    event.preventDefault();
    event.stopPropagation();
    if (await lead(({ id }) => id === channel)) await show(channel, message ?? null);
    else window.open(link.href, "_blank", "noopener,noreferrer");
  } else if (mention && mention.textContent.startsWith("#")) {
    event.preventDefault();
    const place = await lead(({ mentioned }) => mentioned === mention.textContent);
    if (place) await show(place.id);
  }
}, true);

const label = document.createElement("label");
label.className = "viewer-control";
label.append("Channel ", picker);
picker.id = "place-picker";
picker.setAttribute("aria-label", "Channel");
picker.addEventListener("pointerdown", async () => draw(await read()));
picker.addEventListener("change", () => show(picker.value));
document.querySelector(".viewer-control").before(label);
draw(await read());
