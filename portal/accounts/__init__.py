"""Getting in: log-in, sign-up, second factor, sessions. django-allauth does the work; here is what makes it ours."""
