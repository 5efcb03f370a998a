"""From a typed question to the right contact: understand first, search afterwards, never guess a municipality."""
