"""Log-in at the employer with OpenID Connect. Off until settings name a provider."""
