/** Lanes of one account in one claim, while others may wait behind those that were read. */
export const CLAIM_LANES_PER_ACCOUNT_MAX = 8;

/**
 * In which order lanes are visited, and which are put off to the back unvisited: account by account in turns, each account's lanes in
 * the order given. `seen` says whether these are all lanes that are due, or only the first of them.
 */
export function takeTurns<Lane extends { readonly accountId: number }>(
  lanes: readonly Lane[],
  seen: 'all' | 'some',
): { readonly turns: readonly Lane[]; readonly putOff: readonly Lane[] } {
  const lanesByAccount = Map.groupBy(lanes, (lane) => lane.accountId);
  const turnsMax = seen === 'all' ? Number.POSITIVE_INFINITY : CLAIM_LANES_PER_ACCOUNT_MAX;
  const turns: Lane[] = [];
  const putOff: Lane[] = [];
  for (let turn = 0, left = lanes.length; left > 0; turn++) {
    for (const [accountId, own] of lanesByAccount) {
      const lane = own[turn];
      if (lane === undefined) {
        lanesByAccount.delete(accountId);
        continue;
      }
      (turn < turnsMax ? turns : putOff).push(lane);
      left--;
    }
  }
  return { turns, putOff };
}
