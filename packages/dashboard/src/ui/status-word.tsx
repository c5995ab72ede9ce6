import type { Icon } from '@tabler/icons-react';
import classes from './status-word.module.css';

/** What a state means for a person, which decides its colour. */
export type Tone = 'brand' | 'ok' | 'wait' | 'bad' | 'info' | 'quiet';

export interface StatusWordProps {
  readonly tone: Tone;
  readonly icon: Icon;
  readonly word: string;
  /** `badge` has a ground of its own. */
  readonly look?: 'plain' | 'badge';
}

/** A state as an icon and a word: never a colour alone. */
export function StatusWord({ tone, icon: StatusIcon, word, look = 'plain' }: StatusWordProps) {
  return (
    <span className={classes.root} data-tone={tone} data-look={look}>
      <StatusIcon size={15} stroke={2} aria-hidden className={classes.icon} />
      {word}
    </span>
  );
}
