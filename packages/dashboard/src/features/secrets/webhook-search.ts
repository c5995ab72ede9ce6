/** What the address of the Webhook page says: the scope, the tab, and the dialog that is open. */
export interface WebhookSearch {
  /** An endpoint's id; absent for the account's scope. */
  readonly endpoint?: string;
  readonly tab?: 'verify';
  readonly dialog?: 'create' | 'activate' | 'cancel' | 'rename';
  /** The secret that a dialog is about. */
  readonly secret?: string;
}

const DIALOGS = ['create', 'activate', 'cancel', 'rename'] as const;

/** Reads the address; what makes no sense in it is left out. */
export function parseWebhookSearch(search: Readonly<Record<string, unknown>>): WebhookSearch {
  const { endpoint, secret } = search;
  const dialog = DIALOGS.find((one) => one === search.dialog);
  return {
    ...(typeof endpoint === 'string' ? { endpoint } : {}),
    ...(search.tab === 'verify' ? { tab: 'verify' as const } : {}),
    ...(dialog === undefined ? {} : { dialog }),
    ...(typeof secret === 'string' ? { secret } : {}),
  };
}
