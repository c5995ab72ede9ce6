import { NativeSelect } from '@mantine/core';

export interface FilterSelectProps<Value extends string> {
  readonly label: string;
  /** What no filter is called. */
  readonly any: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
}

/** One filter of a list: any, or one of a few. */
export function FilterSelect<Value extends string>(props: FilterSelectProps<Value>) {
  const { label, any, options, value, onChange } = props;
  return (
    <NativeSelect
      size="sm"
      aria-label={label}
      data={[{ value: '', label: any }, ...options]}
      value={value ?? ''}
      maw={260}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(options.find((option) => option.value === chosen)?.value);
      }}
    />
  );
}
