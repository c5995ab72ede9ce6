import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { troubledFirst } from '../endpoints/endpoint-answer.ts';
import { ReceiverAnswer } from './receiver-answer.tsx';
import classes from './receiver-answers.module.css';

export interface ReceiverAnswersProps {
  readonly account: string;
  readonly endpoints: readonly Endpoint[];
}

/** Endpoints listed in the dialog, those in trouble first: nobody reads more before a decision. */
const LISTED_MAX = 8;

/** What each endpoint answered last, with the words that say what it does not prove. */
export function ReceiverAnswers({ account, endpoints }: ReceiverAnswersProps) {
  const t = useTranslations('secrets.activate');
  const listed = troubledFirst(endpoints).slice(0, LISTED_MAX);
  const left = endpoints.length - listed.length;
  return (
    <section className={classes.root} aria-label={t('receivers')}>
      <h3 className={classes.title}>{t('receivers')}</h3>
      {endpoints.length === 0 ? (
        <p className={classes.note}>{t('receiversNone')}</p>
      ) : (
        <>
          <ul className={classes.list}>
            {listed.map((endpoint) => (
              <ReceiverAnswer key={endpoint.id} endpoint={endpoint} />
            ))}
          </ul>
          {left > 0 && (
            <p className={classes.note}>
              <Link to="/accounts/$account/endpoints" params={{ account }}>
                {t('receiversMore', { count: left })}
              </Link>
            </p>
          )}
          <p className={classes.note}>{t('receiversNote')}</p>
        </>
      )}
    </section>
  );
}
