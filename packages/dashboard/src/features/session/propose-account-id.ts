/** Characters of an id that stays readable in an address. */
const CHARACTERS_MAX = 40;

/** An account id made of an account's name: "Acme Ltd" gives `acme-ltd`. Empty when nothing of it can be in an id. */
export function proposeAccountId(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, CHARACTERS_MAX)
    .replace(/-+$/, '');
}
