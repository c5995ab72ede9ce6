/**
 * Puts text on the clipboard; false when the browser does not let us. Pages without https have no clipboard API, so the old way is
 * tried too.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  // Inside the open dialog, if there is one: its focus trap would take the selection back.
  const home = document.querySelector('[role="dialog"]') ?? document.body;
  const focused = document.activeElement;
  home.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.value = '';
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
