import type { CreatedSecret } from '../../api/models.ts';
import { shortKey } from './keyset.ts';

/** The variable that a secret belongs in: the second one while it is pending, so that a receiver holds both. */
function envName(status: CreatedSecret['status']): string {
  return status === 'pending' ? 'KEYTURN_SECRET_NEXT' : 'KEYTURN_SECRET';
}

/** The file that is downloaded: one line, named after the account and the key. */
export function envFile(
  account: string,
  secret: Pick<CreatedSecret, 'status' | 'key_id'>,
  text: string,
): { readonly name: string; readonly content: string } {
  return {
    name: `keyturn-${account}-${shortKey(secret.key_id)}.env`,
    content: `${envName(secret.status)}=${text}\n`,
  };
}

/** Saves a file from this page's memory, with no request and no address that lasts. */
export function saveFile(file: { readonly name: string; readonly content: string }): void {
  const url = URL.createObjectURL(new Blob([file.content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser has begun to read by the next turn of the loop; the address must not outlive that.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
