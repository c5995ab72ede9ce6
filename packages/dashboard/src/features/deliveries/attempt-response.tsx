import { useTranslations } from 'use-intl';
import type { Attempt } from '../../api/models.ts';
import classes from './attempt-response.module.css';

export interface AttemptResponseProps {
  readonly attempt: Attempt;
}

/** What the receiver answered: its headers, and the first 4 KiB of its body, as text and nothing else. */
export function AttemptResponse({ attempt }: AttemptResponseProps) {
  const t = useTranslations('deliveries');
  const { response_headers: headers, response_body: body } = attempt;
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const parts = [
    { key: 'headers', label: t('responseHeaders'), text: lines.join('\n') },
    { key: 'body', label: t('responseBody'), text: body ?? '' },
  ].filter(({ text }) => text !== '');
  if (parts.length === 0) return null;
  return (
    <div className={classes.root}>
      {parts.map(({ key, label, text }) => (
        <figure key={key} className={classes.part}>
          <figcaption className={classes.label}>{label}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
          <pre className={classes.pre} tabIndex={0}>
            {text}
          </pre>
        </figure>
      ))}
    </div>
  );
}
