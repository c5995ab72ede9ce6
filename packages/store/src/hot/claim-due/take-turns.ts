/**
 * At most `max` lanes in the order in which they are visited: account by account in turns, each account's lanes in the order given. An
 * account with a thousand due lanes gets no more turns than one with a single lane, until that one has none left.
 */
export function takeTurns<Lane extends { readonly accountId: number }>(
  lanes: readonly Lane[],
  max: number,
): readonly Lane[] {
  const lanesByAccount = Map.groupBy(lanes, (lane) => lane.accountId);
  const turns: Lane[] = [];
  for (let turn = 0; lanesByAccount.size > 0; turn++) {
    for (const [accountId, own] of lanesByAccount) {
      const lane = own[turn];
      if (lane === undefined) lanesByAccount.delete(accountId);
      else if (turns.push(lane) === max) return turns;
    }
  }
  return turns;
}
