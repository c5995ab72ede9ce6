import type { Page, PageRequest, Store } from '@keyturn/store';
import { afterAll, beforeAll } from 'vitest';

/** A store that a test may close and open again. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes it and opens the same database again, as a restarted process does. */
  reopen(): Promise<Store>;
  /** Closes it for good. */
  close(): Promise<void>;
}

/** Opens a store on a fresh, empty database. */
export type OpenStore = () => Promise<OpenedStore>;

/** The store under test, whichever it is after a reopen. */
export interface Subject {
  readonly store: Store;
  reopen(): Promise<void>;
}

/** One store for all tests of the describe block that calls it: tests of rows that have an owner, which cannot disturb each other. */
export function sharedStore(open: OpenStore): Subject {
  let opened: OpenedStore | undefined;
  let current: Store | undefined;
  beforeAll(async () => {
    opened = await open();
    current = opened.store;
  });
  afterAll(async () => {
    await opened?.close();
  });
  return {
    get store() {
      if (current === undefined) throw new Error('the store is not open yet');
      return current;
    },
    async reopen() {
      current = await opened?.reopen();
    },
  };
}

/** Runs `test` on a store of its own: for verbs that reach over all accounts, such as a claim. */
export function withFreshStore(open: OpenStore, test: (subject: Subject) => Promise<void>) {
  return async (): Promise<void> => {
    const opened = await open();
    let store = opened.store;
    try {
      await test({
        get store() {
          return store;
        },
        async reopen() {
          store = await opened.reopen();
        },
      });
    } finally {
      await opened.close();
    }
  };
}

/** All rows of a list, page by page; `between` runs after each page, to add rows in the middle of a walk. */
export async function allRows<Row>(
  list: (page: PageRequest) => Promise<Page<Row>>,
  limit: number,
  between: () => Promise<unknown> = async () => {},
): Promise<readonly (readonly Row[])[]> {
  const pages: (readonly Row[])[] = [];
  let position: string | undefined;
  do {
    const page = await list({ limit, ...(position === undefined ? {} : { position }) });
    pages.push(page.rows);
    position = page.next;
    await between();
  } while (position !== undefined && pages.length < 100);
  return pages;
}
