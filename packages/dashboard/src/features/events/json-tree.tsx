import { allExpanded, collapseAllNested, JsonView } from 'react-json-view-lite';
import 'react-json-view-lite/dist/index.css';
import classes from './json-tree.module.css';

export interface JsonTreeProps {
  readonly value: object;
}

/** Nodes up to which a tree opens whole. */
const EXPANDED_CHARACTERS_MAX = 4_000;

/** JSON as a tree that opens by keyboard. Its own chunk: most visits never look into a body. */
export function JsonTree({ value }: JsonTreeProps) {
  const isSmall = JSON.stringify(value).length <= EXPANDED_CHARACTERS_MAX;
  return (
    <div className={classes.root}>
      <JsonView
        data={value}
        shouldExpandNode={isSmall ? allExpanded : collapseAllNested}
        style={{
          container: classes.container ?? '',
          basicChildStyle: classes.child ?? '',
          childFieldsContainer: classes.children ?? '',
          label: classes.label ?? '',
          clickableLabel: classes.label ?? '',
          nullValue: classes.word ?? '',
          undefinedValue: classes.word ?? '',
          numberValue: classes.number ?? '',
          stringValue: classes.string ?? '',
          booleanValue: classes.word ?? '',
          otherValue: classes.word ?? '',
          punctuation: classes.punctuation ?? '',
          expandIcon: classes.expand ?? '',
          collapseIcon: classes.collapse ?? '',
          collapsedContent: classes.collapsed ?? '',
          noQuotesForStringValues: false,
          quotesForFieldNames: false,
          ariaLables: { collapseJson: 'collapse', expandJson: 'expand' },
          stringifyStringValues: true,
        }}
      />
    </div>
  );
}
