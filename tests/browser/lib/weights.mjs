// What a page costs on the line: bytes as transferred, headers included, and requests that were
// truly made; what the browser had already is neither.
export async function openScales(person) {
  const session = await person.context.newCDPSession(person.page);
  await session.send('Network.enable');
  let requests = new Map();
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.fromDiskCache && !response.fromPrefetchCache) {
      requests.set(requestId, { ...requests.get(requestId), url: response.url });
    }
  });
  session.on('Network.requestServedFromCache', ({ requestId }) => requests.delete(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (requests.has(requestId)) {
      requests.get(requestId).bytes = encodedDataLength;
    }
  });
  return {
    /** { bytes, requests, of } of what `load` brings until the network is quiet. */
    async weigh(load) {
      requests = new Map();
      await load();
      await person.page.waitForLoadState('networkidle');
      const all = [...requests.values()];
      return {
        bytes: all.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
        requests: all.length,
        of: all.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`),
      };
    },
  };
}
