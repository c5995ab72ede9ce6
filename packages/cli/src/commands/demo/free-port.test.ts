import { expect, it } from 'vitest';
import { openOnFreePort } from './free-port.ts';

function taken(): Error {
  return Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
}

it('the next free port is taken, whether the port or its cause says that it is not free', async () => {
  const tried: number[] = [];
  const opened = await openOnFreePort(8080, async (port) => {
    tried.push(port);
    if (port === 8080) throw taken();
    if (port === 8081) throw new Error('Port 8081 is taken', { cause: taken() });
    return port;
  });
  expect([opened, tried]).toEqual([8082, [8080, 8081, 8082]]);
});

it('another failure is not a taken port', async () => {
  const held = new Error('the database is held');
  await expect(openOnFreePort(8080, () => Promise.reject(held))).rejects.toBe(held);
});

it('a range of taken ports ends, and so do the ports', async () => {
  let triedCount = 0;
  const open = (): Promise<never> => {
    triedCount++;
    return Promise.reject(taken());
  };
  await expect(openOnFreePort(8080, open)).rejects.toThrow('taken');
  expect(triedCount).toBe(20);
  await expect(openOnFreePort(65_535, open)).rejects.toThrow('taken');
  expect(triedCount).toBe(21);
});
