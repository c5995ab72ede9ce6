import { CopyIconButton } from './copy-icon-button.tsx';
import classes from './mono-id.module.css';

export interface MonoIdProps {
  readonly id: string;
  /** What it is the id of, for the copy button. */
  readonly what: string;
}

/** An id, whole and with a copy button. */
export function MonoId({ id, what }: MonoIdProps) {
  return (
    <span className={classes.root}>
      <code className={classes.id}>{id}</code>
      <CopyIconButton text={id} what={what} />
    </span>
  );
}
