/** As a `ref`: focuses an element when it appears in a dialog that was open before, without a jump of the page. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
