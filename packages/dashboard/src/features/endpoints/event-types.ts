/** Event types as they are typed: one per line, or with commas and spaces between. */
export function parseEventTypes(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((type) => type !== ''))];
}

/** Event types as they are typed again. */
export function formatEventTypes(types: readonly string[]): string {
  return types.join('\n');
}
