"""Django REST framework as a tutorial has it: model instances and nested serializers."""
