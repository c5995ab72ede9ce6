/** What a proposed name is made of; the words are the translator's. */
export type ProposedName =
  | { readonly kind: 'first'; readonly month: string }
  | { readonly kind: 'later'; readonly month: string; readonly number: number };

/** A name for the next secret: the month, and the how manieth of that month it is when it is not the first. */
export function proposeName(
  created: readonly { readonly created_at: string }[],
  nowMs: number,
  isFirst: boolean,
): ProposedName {
  const month = new Date(nowMs).toISOString().slice(0, 7);
  if (isFirst) return { kind: 'first', month };
  const inMonth = created.filter((secret) => secret.created_at.startsWith(month)).length;
  return { kind: 'later', month, number: inMonth + 1 };
}
