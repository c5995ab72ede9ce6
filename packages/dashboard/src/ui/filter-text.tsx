import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

export interface FilterTextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  /** Called with Enter; undefined when the field is empty. */
  readonly onChange: (value: string | undefined) => void;
}

/** One filter of a list that is typed and sent with Enter: each letter would ask the server again. */
export function FilterText({ label, placeholder, value, onChange }: FilterTextProps) {
  return (
    <form
      // Another value from outside is another field.
      key={value}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = String(new FormData(event.currentTarget).get('value') ?? '').trim();
        onChange(typed === '' ? undefined : typed);
      }}
    >
      <TextInput
        size="sm"
        name="value"
        type="search"
        aria-label={label}
        placeholder={placeholder}
        leftSection={<IconSearch size={15} aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        defaultValue={value ?? ''}
      />
    </form>
  );
}
