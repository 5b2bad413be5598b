import { createTheme } from '@mantine/core'

/** Colours come from `base.css`, as variables that know light and dark; here is only which of them goes where. */
export const theme = createTheme({
  defaultRadius: 'md',
  cursorType: 'pointer',
  variantColorResolver: ({ variant }) => {
    if (variant === 'filled')
      return { background: 'var(--accent)', hover: 'var(--accent-deep)', color: 'var(--on-accent)', border: 'none' }
    if (variant === 'danger')
      return { background: 'var(--fault-fill)', hover: 'var(--fault-deep)', color: '#fff', border: 'none' }
    if (variant === 'quiet')
      return { background: 'transparent', hover: 'var(--tint)', color: 'var(--accent-text)', border: 'none' }
    // The eye of a password field.
    if (variant === 'subtle')
      return { background: 'transparent', hover: 'var(--tint)', color: 'var(--quiet)', border: 'none' }
    return {
      background: 'var(--card)',
      hover: 'var(--tint)',
      color: 'var(--ink)',
      border: '1px solid var(--line-strong)',
    }
  },
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    // As large as a finger needs it.
    Checkbox: { defaultProps: { size: 'md' } },
  },
})
