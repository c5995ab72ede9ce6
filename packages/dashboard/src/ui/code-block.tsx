import classes from './code-block.module.css';
import { CopyIconButton } from './copy-icon-button.tsx';

export interface CodeBlockProps {
  readonly code: string;
  /** What the code is, for its label. */
  readonly label: string;
}

/** Code to read and copy; long lines scroll inside the block. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <figure className={classes.root} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <pre className={classes.code} tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyIconButton text={code} what={label} />
      </div>
    </figure>
  );
}
