import {
  checkCustomHeader,
  checkEndpointUrl,
  type EndpointUrlPolicy,
  ok,
  type Result,
  refuse,
} from '@keyturn/core';
import type { InputError, OperationError } from './operation-error.ts';

/** The URL as typed, when an endpoint may have it. Refuses `endpoint_url_refused`, with the setting that would allow it, if one would. */
export function checkedUrl(typed: string, policy: EndpointUrlPolicy): Result<string, OperationError> {
  const checked = checkEndpointUrl(typed, policy);
  return checked.ok ? ok(typed) : refuse({ code: 'endpoint_url_refused', ...checked.error });
}

/** Custom headers with lower-case names. Refuses all that is wrong with them at once, each by its JSON pointer. */
export function checkedHeaders(
  headers: Readonly<Record<string, string>>,
): Result<Readonly<Record<string, string>>, OperationError> {
  const errors: InputError[] = [];
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const pointer = `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const checked = checkCustomHeader(name, value);
    if (!checked.ok) errors.push({ pointer, code: checked.error.rule, detail: checked.error.detail });
    else if (byName.has(checked.value.name)) {
      const detail = `"${checked.value.name}" stands here twice; capitals do not matter in header names.`;
      errors.push({ pointer, code: 'name_repeated', detail });
    } else byName.set(checked.value.name, checked.value.value);
  }
  return errors.length === 0 ? ok(Object.fromEntries(byName)) : refuse({ code: 'invalid_request', errors });
}
