"""The mobile network as the module sees it: PDP contexts, registration, TCP, DNS, ICMP, SNTP (note 4.2.1, 5.1)."""
