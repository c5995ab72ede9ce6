import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import { endpointsQuery } from '../endpoints/queries.ts';

export interface ScopeSelectProps {
  readonly account: string;
  /** Undefined is the account's scope. */
  readonly endpoint: string | undefined;
  readonly onChange: (endpoint: string | undefined) => void;
}

/** Whose secrets the page is about: the account's, or one endpoint's own. */
export function ScopeSelect({ account, endpoint, onChange }: ScopeSelectProps) {
  const t = useTranslations('secrets');
  const endpoints = useQuery(endpointsQuery(useApi(), account)).data ?? [];
  return (
    <NativeSelect
      aria-label={t('scope')}
      data={[
        { value: '', label: t('scopeAccount') },
        ...endpoints.map(({ id, url }) => ({ value: id, label: t('scopeEndpoint', { url: shortUrl(url) }) })),
      ]}
      value={endpoint ?? ''}
      maw={280}
      onChange={(event) => {
        const { value } = event.currentTarget;
        onChange(value === '' ? undefined : value);
      }}
    />
  );
}
