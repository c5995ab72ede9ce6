import { useLocalStorage } from '@mantine/hooks';

/** Whose clock times are shown by. */
export type TimeZoneChoice = 'local' | 'utc';

/** The person's choice, kept in this browser. */
export function useTimeZoneChoice(): readonly [TimeZoneChoice, (choice: TimeZoneChoice) => void] {
  const [choice, setChoice] = useLocalStorage<TimeZoneChoice>({
    key: 'keyturn-times',
    defaultValue: 'local',
    getInitialValueInEffect: false,
    deserialize: (value) => (value === 'utc' ? 'utc' : 'local'),
    serialize: (value) => value,
  });
  return [choice, setChoice];
}

/** The IANA name of the zone that a choice means here. */
export function timeZoneOf(choice: TimeZoneChoice): string {
  return choice === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}
