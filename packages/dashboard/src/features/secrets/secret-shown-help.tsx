import { useTranslations } from 'use-intl';
import type { CreatedSecret } from '../../api/models.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import classes from './secret-shown-help.module.css';
import { VERIFY_CODE } from './verify-snippets.ts';

export interface SecretShownHelpProps {
  /** What is told of it here never includes its text. */
  readonly created: CreatedSecret;
}

/** What to do with a new secret: what it replaced, what comes next, and the lines of the receiver. */
export function SecretShownHelp({ created }: SecretShownHelpProps) {
  const t = useTranslations('secrets.shown');
  const { replaced } = created;
  return (
    <div className={classes.root}>
      {replaced !== undefined && (
        <p>{t('replaced', { name: replaced.name, maker: replaced.created_by.name })}</p>
      )}
      <p>{created.status === 'active' ? t('nextActive') : t('nextPending')}</p>
      <p className={classes.treat}>{t('treat')}</p>
      <details>
        <summary className={classes.summary}>{t('snippet')}</summary>
        <CodeBlock code={VERIFY_CODE.web} label={t('snippet')} />
      </details>
    </div>
  );
}
