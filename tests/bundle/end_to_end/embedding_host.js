// Put into every page of these tests: in a page around Matmill's frame, `host` posts to it and keeps what it
// answers.
if (window.parent === window) {
  window.host = (() => {
    const seen = [];
    let hasWorked = false;
    addEventListener("message", ({ data, origin, source }) => {
      if (data === "post") host.post({ id: 2, rpc: request });
      if (data === "worked") hasWorked = true;
      if (data && data.matmill === 1) seen.push({ ...data, origin, isFrame: source === frames[0] });
    });
    const tick = () => new Promise((go) => setTimeout(go, 5));
    const until = async (there) => {
      while (!there()) await tick();
      return there();
    };
    const content = JSON.stringify({ A: "[[1,2],[3,4]]", B: "[[5,6],[7,8]]" });
    const request = JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content });
    const host = {
      seen,
      hasWorked: () => hasWorked,
      until,
      request,
      // The first frame; resolves when it has loaded.
      show: (url, attributes = {}) =>
        new Promise((loaded) => {
          const frame = document.createElement("iframe");
          for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
          frame.onload = loaded;
          frame.src = url;
          document.body.append(frame);
        }),
      post: (message, transfer = []) => frames[0].postMessage({ matmill: 1, ...message }, "*", transfer),
      isLast: (message) => !("progress" in message),
      // The last message with this id, once it is there: it is neither a progress report nor an earlier request's.
      answer: (id) => until(() => seen.find((message) => message.id === id && host.isLast(message))),
      ask: (message, transfer) => {
        host.post(message, transfer);
        return host.answer(message.id);
      },
      // What a message came to: the error's name, or the kind of answer.
      outcome: async (message, transfer) => {
        const { error, matmill, id, origin, isFrame, ...answer } = await host.ask(message, transfer);
        return error ? error.name : Object.keys(answer).join();
      },
      // Answers to everything that was posted before have been posted when this resolves.
      settle: async () => {
        for (const id of ["settled", "settled again"]) await host.ask({ id: id + seen.length, rpc: request });
      },
    };
    return host;
  })();
}
