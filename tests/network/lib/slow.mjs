// Clients that hold a connection as long as they can, from several addresses: a header that drips,
// a form that drips, a connection that says nothing.
const DRIP_MS = 900;
const ADDRESSES = 8;

const KINDS = [
  { open: 'GET /entrar HTTP/1.1\r\nHost: localhost\r\nX-A: ', drip: 'a' },
  { open: 'POST /entrar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n' +
      'Content-Type: application/x-www-form-urlencoded\r\n\r\n', drip: 'a' },
  { open: '', drip: '' },
];

/** Keeps `count` of them open. stop(): { held (most at once), cut, taken (answered with 200) }. */
export function slowClients(nginx, count) {
  const open = new Set();
  const told = { held: 0, cut: 0, taken: 0 };
  let going = true;

  const start = (number) => {
    const kind = KINDS[number % KINDS.length];
    const socket = nginx.tls({ localAddress: `127.5.0.${1 + (number % ADDRESSES)}` });
    let timer;
    socket.on('secureConnect', () => {
      open.add(socket);
      told.held = Math.max(told.held, open.size);
      socket.write(kind.open);
      timer = kind.drip && setInterval(() => socket.write(kind.drip), DRIP_MS);
    });
    socket.on('data', (data) => {
      told.taken += /^HTTP\/1\.1 200/.test(data.toString('latin1')) ? 1 : 0;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      open.delete(socket);
      if (going) {
        told.cut += 1;
        setTimeout(() => going && start(number), 100);
      }
    });
  };
  for (let number = 0; number < count; number += 1) {
    start(number);
  }
  return {
    async stop() {
      going = false;
      open.forEach((socket) => socket.destroy());
      return told;
    },
  };
}
