import { useDocumentTitle } from '@mantine/hooks';
import { useTranslations } from 'use-intl';

/** Names the browser's tab: the page, then the account it is of. */
export function usePageTitle(page: string, account?: string): void {
  const t = useTranslations('shell');
  useDocumentTitle(account === undefined ? t('plainTitle', { page }) : t('pageTitle', { page, account }));
}
