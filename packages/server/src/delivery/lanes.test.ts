import {
  type AccountRef,
  DELIVERIES_IN_MEMORY_MAX,
  DELIVERY_BYTES_IN_MEMORY_MAX,
  ENDPOINT_CONCURRENCY_MAX,
  ENDPOINT_DELIVERIES_IN_MEMORY_MAX,
  type EndpointRef,
} from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { type Lane, Lanes } from './lanes.ts';

const account = 1 as AccountRef;

/** Takes places until there is none. */
function fill(lanes: Lanes, lane: Lane, bodyBytes = 100): number {
  let places = 0;
  while (lanes.reserve(lane, bodyBytes)) places++;
  return places;
}

describe('places in memory', () => {
  it('are bounded for one endpoint', () => {
    const lanes = new Lanes(new FakeClock());
    const lane = lanes.get(account, 1 as EndpointRef);
    expect(fill(lanes, lane)).toBe(ENDPOINT_DELIVERIES_IN_MEMORY_MAX);
    lanes.release(lane, 100);
    expect(fill(lanes, lane)).toBe(1);
  });

  it('are left for others beside endpoints that take all they get', () => {
    const lanes = new Lanes(new FakeClock());
    for (let ref = 1; ref <= 20; ref++) fill(lanes, lanes.get(account, ref as EndpointRef));
    const quiet = lanes.get(account, 21 as EndpointRef);
    expect(fill(lanes, quiet)).toBeGreaterThan(5 * ENDPOINT_CONCURRENCY_MAX);
    expect(lanes.held).toBeLessThanOrEqual(DELIVERIES_IN_MEMORY_MAX);
  });

  it('end with the bound on all', () => {
    const lanes = new Lanes(new FakeClock());
    for (let ref = 1; ref <= 2_000; ref++) fill(lanes, lanes.get(account, ref as EndpointRef));
    expect(lanes.held).toBe(DELIVERIES_IN_MEMORY_MAX);
    expect(lanes.reserve(lanes.get(account, 2_001 as EndpointRef), 1)).toBe(false);
  });

  it('end with the bound on bytes', () => {
    const lanes = new Lanes(new FakeClock());
    const megabyte = 1024 * 1024;
    expect(fill(lanes, lanes.get(account, 1 as EndpointRef), megabyte)).toBe(
      DELIVERY_BYTES_IN_MEMORY_MAX / megabyte,
    );
    expect(lanes.freeBytes).toBe(0);
  });

  it('lanes with nothing in them are dropped, those that rest or hold something are not', () => {
    const clock = new FakeClock();
    const lanes = new Lanes(clock);
    const held = lanes.get(account, 1 as EndpointRef);
    const resting = lanes.get(account, 2 as EndpointRef);
    const rested = lanes.get(account, 3 as EndpointRef);
    lanes.reserve(held, 1);
    resting.rest = { type: 'until', at: clock.wall() + 1_000 };
    rested.rest = { type: 'until', at: clock.wall() };
    for (let ref = 4; ref <= 10_001; ref++) lanes.get(account, ref as EndpointRef);
    expect([...lanes].length).toBe(3);
    expect([lanes.find(held.endpointRef), lanes.find(resting.endpointRef)]).toEqual([held, resting]);
    expect(lanes.find(rested.endpointRef)).toBeUndefined();
  });
});
