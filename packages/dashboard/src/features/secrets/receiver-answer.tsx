import type { Endpoint } from '../../api/models.ts';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import { LastAnswerWords } from '../endpoints/last-answer-words.tsx';
import classes from './receiver-answer.module.css';

export interface ReceiverAnswerProps {
  readonly account: string;
  readonly endpoint: Endpoint;
}

/** One endpoint and what it answered last since its last change. */
export function ReceiverAnswer({ account, endpoint }: ReceiverAnswerProps) {
  return (
    <li className={classes.root}>
      <code className={classes.url}>{shortUrl(endpoint.url)}</code>
      <span className={classes.answer}>
        <LastAnswerWords account={account} endpoint={endpoint} />
      </span>
    </li>
  );
}
