import type { Endpoint } from '../../api/models.ts';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import { LastAnswerWords } from '../endpoints/last-answer-words.tsx';
import classes from './receiver-answer.module.css';

export interface ReceiverAnswerProps {
  readonly endpoint: Endpoint;
}

/** One endpoint and what it answered last since its last change. */
export function ReceiverAnswer({ endpoint }: ReceiverAnswerProps) {
  return (
    <li className={classes.root}>
      <code className={classes.url}>{shortUrl(endpoint.url)}</code>
      <span className={classes.answer}>
        <LastAnswerWords endpoint={endpoint} />
      </span>
    </li>
  );
}
