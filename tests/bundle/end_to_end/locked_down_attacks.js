// Each does what an injected script would do; says whether it came to something, and what the browser says about it.
const soon = () => new Promise((resolve) => setTimeout(resolve, 300));
const inserted = (element) => {
  document.body.append(element);
  return soon().then(() => element.remove());
};
const script = (change) => {
  const element = document.createElement("script");
  change(element);
  return inserted(element);
};
const attempts = {
  eval: async () => (0, eval)("window.hit = true"),
  "new Function": async () => new Function("window.hit = true")(),
  "timer with a text": async () => {
    setTimeout("window.hit = true");
    await soon();
  },
  "inline script": () => script((element) => (element.textContent = "window.hit = true")),
  // Not by way of a text: Trusted Types have no say here, the policy has.
  "inline script made of nodes": () => script((element) => element.append("window.hit = true")),
  "script from another origin": ({ other }) => script((element) => (element.src = `${other}hit.js`)),
  markup: async () => {
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hit = true'>");
    await soon();
  },
  "event handler in an attribute": async () => {
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.hit = true");
    await inserted(button);
    button.click();
  },
  "inline style": async () => {
    const style = document.createElement("style");
    style.append("#app { --hit: 1 }");
    document.head.append(style);
    await soon();
    window.hit = getComputedStyle(document.getElementById("app")).getPropertyValue("--hit") !== "";
    style.remove();
  },
  "style in an attribute": async () => {
    const app = document.getElementById("app");
    app.setAttribute("style", "--hit: 1");
    window.hit = getComputedStyle(app).getPropertyValue("--hit") !== "";
    app.removeAttribute("style");
  },
  "worker from a text": async () => {
    new Worker("./elsewhere.js");
    window.hit = true;
  },
  "worker from a blob of its own": async () => {
    new Worker(URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" })));
    window.hit = true;
  },
  "another policy": async () => {
    trustedTypes.createPolicy("another", { createScriptURL: (url) => url });
    window.hit = true;
  },
  "the page's policy again": async () => {
    trustedTypes.createPolicy("matmill-workers", { createScriptURL: (url) => url });
    window.hit = true;
  },
  "import from a blob": async () => {
    await import(URL.createObjectURL(new Blob(["window.hit = true"], { type: "text/javascript" })));
  },
  fetch: async ({ other }) => {
    await fetch(`${other}hit`, { mode: "no-cors" });
    window.hit = true;
  },
  picture: async ({ other }) => {
    const picture = new Image();
    window.hit = await new Promise((resolve) => {
      picture.onload = () => resolve(true);
      picture.onerror = () => resolve(false);
      picture.src = `${other}icon.svg`;
    });
  },
  beacon: async ({ other }) => {
    navigator.sendBeacon(`${other}hit`, "data");
    await soon();
  },
  WebSocket: async ({ other }) => {
    const socket = new WebSocket(other.replace("http", "ws"));
    window.hit = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
  },
  EventSource: async ({ other }) => {
    const source = new EventSource(`${other}hit`);
    window.hit = await new Promise((resolve) => {
      source.onopen = () => resolve(true);
      source.onerror = () => resolve(false);
    });
    source.close();
  },
  frame: ({ other }) => {
    const frame = document.createElement("iframe");
    frame.src = `${other}hit`;
    return inserted(frame);
  },
  form: async ({ other }) => {
    const form = document.createElement("form");
    form.action = `${other}hit`;
    form.target = "_blank";
    document.body.append(form);
    form.submit();
    await soon();
    form.remove();
  },
  prefetch: ({ other }) => {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.href = `${other}hit`;
    return inserted(link);
  },
};

async function attempt([name, other]) {
  // Code that the driver runs may use `eval`; what runs later is the page's own, like any injected code.
  await soon();
  window.hit = false;
  lockedDown.take();
  let thrown = "";
  try {
    await attempts[name]({ other });
  } catch (error) {
    thrown = error.name;
  }
  await soon();
  return { hit: window.hit, thrown, directives: [...new Set(lockedDown.take().map(({ directive }) => directive))] };
}

const names = () => Object.keys(attempts);

async function hashOf(file) {
  const hash = await crypto.subtle.digest("SHA-256", await (await fetch(file)).arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
