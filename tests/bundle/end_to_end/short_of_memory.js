// Sets a maximum to the memory that the workers' module brings, some pages beyond where it begins.
{
  const shorten = (bytes, pages) => {
    let at = 8;
    const read = () => {
      let value = 0,
        shift = 0,
        byte;
      do {
        byte = bytes[at++];
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte & 128);
      return value;
    };
    const write = (value) => {
      const out = [];
      do {
        const low = value & 127;
        value >>>= 7;
        out.push(value ? low | 128 : low);
      } while (value);
      return out;
    };
    while (at < bytes.length) {
      const start = at;
      const section = bytes[at++];
      const size = read();
      const end = at + size;
      if (section === 5) {
        read();
        at++;
        const least = read();
        const body = [1, 1, ...write(least), ...write(least + pages)];
        return Uint8Array.from([
          ...bytes.subarray(0, start),
          5,
          ...write(body.length),
          ...body,
          ...bytes.subarray(end),
        ]);
      }
      at = end;
    }
    throw new Error("no memory section");
  };
  const compile = WebAssembly.compile;
  window.shortened = 0;
  WebAssembly.compileStreaming = async (response) => {
    const answer = await response;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    window.shortened++;
    return compile(shorten(bytes, 20));
  };
}
