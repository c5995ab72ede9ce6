import { Option } from '@commander-js/extra-typings';

/** `--signature-profile`, repeated for each: how the account's events are signed. */
export const signatureProfilesOption = () =>
  new Option(
    '--signature-profile <name...>',
    'standard, or standard and kore (weaker, for KORE receivers)',
  ).choices(['standard', 'kore'] as const);
