import { describe, expect, it } from 'vitest';
import { makeSessionGate } from './session-gate.ts';

describe('the gate where requests wait for a person', () => {
  it('asks once for all requests that wait', async () => {
    const gate = makeSessionGate();
    let changes = 0;
    gate.subscribe(() => {
      changes += 1;
    });
    const outcomes = Promise.all([gate.ask('reauthenticate'), gate.ask('reauthenticate')]);
    expect([gate.asked(), changes]).toEqual(['reauthenticate', 1]);
    gate.settle('granted');
    expect(await outcomes).toEqual(['granted', 'granted']);
    expect(gate.asked()).toBeUndefined();
  });

  it('turns into a sign-in when the session ended while the password was asked for', async () => {
    const gate = makeSessionGate();
    const first = gate.ask('reauthenticate');
    const second = gate.ask('sign-in');
    expect(gate.asked()).toBe('sign-in');
    gate.settle('declined');
    expect(await Promise.all([first, second])).toEqual(['declined', 'declined']);
  });

  it('asks again after it was settled', () => {
    const gate = makeSessionGate();
    void gate.ask('sign-in');
    gate.settle('declined');
    void gate.ask('reauthenticate');
    expect(gate.asked()).toBe('reauthenticate');
  });
});
