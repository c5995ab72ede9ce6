import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

it('a fifo gives what it was given, in order, whatever is mixed', () => {
  const operation = fc.oneof(
    { weight: 6, arbitrary: fc.constant('push' as const) },
    { weight: 5, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.constant('unshift' as const) },
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 6_000, size: 'max' }), (operations) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      let n = 0;
      for (const one of operations) {
        n++;
        if (one === 'push') {
          fifo.push(n);
          model.push(n);
        } else if (one === 'unshift') {
          fifo.unshift(n);
          model.unshift(n);
        } else {
          expect(fifo.peek()).toBe(model[0]);
          expect(fifo.shift()).toBe(model.shift());
        }
        expect(fifo.size).toBe(model.length);
      }
    }),
    { numRuns: 30 },
  );
});

it('a fifo stays in order over many times its cut-off', () => {
  const fifo = new Fifo<number>();
  let next = 0;
  for (let n = 0; n < 20_000; n++) {
    fifo.push(n);
    if (n % 5 !== 0) expect(fifo.shift()).toBe(next++);
  }
  while (fifo.size > 0) expect(fifo.shift()).toBe(next++);
  expect(next).toBe(20_000);
});
