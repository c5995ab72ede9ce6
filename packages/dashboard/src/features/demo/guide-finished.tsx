import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { CodeBlock } from '../../ui/code-block.tsx';
import { publishCurl } from '../events/publish-curl.ts';
import classes from './guide-finished.module.css';

export interface GuideFinishedProps {
  readonly account: string;
}

/** After the turn: three ways on. */
export function GuideFinished({ account }: GuideFinishedProps) {
  const t = useTranslations('demo.finished');
  return (
    <div className={classes.root}>
      <p className={classes.title}>{t('title')}</p>
      <p>{t('text')}</p>
      <details>
        <summary>{t('own')}</summary>
        <CodeBlock code={publishCurl(location.origin, account)} label={t('own')} />
      </details>
      <Link to="/accounts/$account/endpoints" params={{ account }} search={{ dialog: 'add' }}>
        {t('endpoint')}
      </Link>
      <p>
        {t('real')} <code>npm run serve</code>
      </p>
    </div>
  );
}
