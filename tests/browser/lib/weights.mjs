// What a page costs on the line: bytes as transferred, headers included, and requests that were
// truly made; what the browser had already is neither.
const WHOLE_WITHIN_MS = 10_000;
const PAUSE_MS = 40;

export async function openScales(person) {
  const session = await person.tools();
  await session.send('Network.enable');
  let requests = new Map();
  let cached = new Set();
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const made = !response.fromDiskCache && !response.fromPrefetchCache && !cached.has(requestId);
    if (made && !response.url.startsWith('data:')) {
      requests.set(requestId, { url: response.url });
    }
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (requests.has(requestId)) {
      requests.get(requestId).bytes = encodedDataLength;
    }
  });
  return {
    /** { bytes, requests, of } of what `load` brings until all of it is here. */
    async weigh(load) {
      requests = new Map();
      cached = new Set();
      await load();
      const all = await whole(() => [...requests.values()]);
      return {
        bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
        requests: all.length,
        of: all.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`),
      };
    },
  };
}

async function whole(list) {
  const end = Date.now() + WHOLE_WITHIN_MS;
  let all = list();
  do {
    const before = all.length;
    await new Promise((next) => setTimeout(next, PAUSE_MS));
    all = list();
    if (all.length === before && all.length > 0 && all.every(({ bytes }) => bytes > 0)) {
      return all;
    }
  } while (Date.now() < end);
  throw new Error(`it did not come to an end: ${JSON.stringify(all)}`);
}
